#include "net/websocket.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "options.h"

enum { READ_BYTES = 256 * 1024, OPENING_AT_ONCE = 64, TEXT_FRAME = 0x81, CLOSE_FRAME = 0x88 };

uint64_t websockets_ready;
static char scratch[READ_BYTES];

static void become_ready(struct websocket *socket) {
  socket->stage = READY;
  websockets_ready++;
}

static void join(struct websocket *socket) {
  struct text text;
  if (socket->channel == NULL) {
    become_ready(socket);
    return;
  }
  socket->stage = JOINING;
  write_subscribe(&text, socket->socket_id, socket->channel, socket->number);
  websocket_send(socket, &text);
}

/* What comes before the socket is ready. */
static void on_opening_frame(struct websocket *socket, const char *frame, size_t length) {
  struct text answer;
  if (socket->stage == GREETING) {
    if (is_greeting(frame, length, socket->socket_id, &answer)) join(socket);
    else websocket_send(socket, &answer);
  } else if (is_subscribed(frame, length)) {
    become_ready(socket);
  }
}

static void on_text(struct websocket *socket, const char *frame, size_t length) {
  if (socket->stage != READY) on_opening_frame(socket, frame, length);
  else if (socket->on_frame != NULL) socket->on_frame(socket, frame, length);
  else ++*socket->counter;
}

/* Returns how many bytes were whole frames. */
static size_t take_frames(struct websocket *socket, const char *bytes, size_t length) {
  size_t at = 0;
  while (length - at >= 2) {
    const unsigned char *header = (const unsigned char *)bytes + at;
    size_t head = 2, payload = header[1];
    if (payload == 126) {
      if (length - at < 4) break;
      head = 4;
      payload = (size_t)header[2] << 8 | header[3];
    } else if (payload > 126) {
      fail("a frame of more than 64 KiB");
    }
    if (length - at < head + payload) break;
    if (header[0] == TEXT_FRAME) on_text(socket, bytes + at + head, payload);
    else if (header[0] == CLOSE_FRAME) fail("closed by the server: %.*s", (int)payload - 2, bytes + at + head + 2);
    at += head + payload;
  }
  return at;
}

static size_t take_upgrade(struct websocket *socket, const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  if (strncmp(bytes, "HTTP/1.1 101", 12) != 0) fail("not upgraded: %.*s", (int)length, bytes);
  socket->stage = GREETING;
  size_t head = (size_t)(end - bytes) + 4;
  return head + take_frames(socket, bytes + head, length - head);
}

static void carry(struct websocket *socket, const char *bytes, size_t length) {
  socket->carried_length = length;
  if (length == 0) return;
  socket->carried = realloc(socket->carried, length);
  memcpy(socket->carried, bytes, length);
}

static void receive(struct websocket *socket) {
  size_t carried = socket->carried_length;
  if (carried > 0) memcpy(scratch, socket->carried, carried);
  ssize_t received = recv(socket->endpoint.fd, scratch + carried, READ_BYTES - carried, 0);
  if (received < 0 && errno == EAGAIN) return;
  if (received <= 0) fail("the server closed a connection (%s)", received < 0 ? strerror(errno) : "end");
  size_t length = carried + (size_t)received;
  size_t used = socket->stage == UPGRADING ? take_upgrade(socket, scratch, length)
                                           : take_frames(socket, scratch, length);
  carry(socket, scratch + used, length - used);
}

static void request_upgrade(struct websocket *socket) {
  char request[512];
  int length = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                        options.path);
  send_all(socket->endpoint.fd, request, (size_t)length);
  socket->stage = UPGRADING;
  loop_change(&socket->endpoint, EPOLLIN);
}

static void on_ready(struct endpoint *endpoint, uint32_t events) {
  (void)events;
  struct websocket *socket = (struct websocket *)endpoint;
  if (socket->stage == CONNECTING) request_upgrade(socket);
  else receive(socket);
}

void websocket_open(struct websocket *socket) {
  socket->endpoint.fd = connect_to(options.port);
  socket->endpoint.on_ready = on_ready;
  socket->stage = CONNECTING;
  loop_add(&socket->endpoint, EPOLLOUT);
}

size_t websocket_frame(char *to, const struct text *text) {
  size_t head = 2;
  to[0] = (char)TEXT_FRAME;
  if (text->length < 126) {
    to[1] = (char)(0x80 | text->length);
  } else {
    to[1] = (char)(0x80 | 126);
    to[2] = (char)(text->length >> 8);
    to[3] = (char)text->length;
    head = 4;
  }
  /* A mask of zeros is a mask: the server undoes it byte by byte all the same. */
  memset(to + head, 0, 4);
  memcpy(to + head + 4, text->bytes, text->length);
  return head + 4 + text->length;
}

void websocket_send(struct websocket *socket, const struct text *text) {
  char frame[MOST_TEXT + 8];
  send_all(socket->endpoint.fd, frame, websocket_frame(frame, text));
}

void websockets_open(struct websocket *sockets, size_t count) {
  uint64_t before = websockets_ready;
  for (size_t index = 0; index < count; index++) {
    if (index >= OPENING_AT_ONCE) loop_until(&websockets_ready, before + index - OPENING_AT_ONCE + 1, "opening");
    websocket_open(&sockets[index]);
  }
  loop_until(&websockets_ready, before + count, "opening");
}

void websocket_cut(struct websocket *socket) {
  struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(socket->endpoint.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(socket->endpoint.fd);
  free(socket->carried);
}
