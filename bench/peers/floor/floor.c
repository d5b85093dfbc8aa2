/* The floor: what the kernel takes for a fan-out, whoever asks it to. A C server that parses next to nothing and writes
 * a frame that was made beforehand to each subscriber, with one write for each message, or (`batched`) with one write
 * for all messages that were read in the same turn of its loop.
 *
 * It is not a WebSocket server: the answer to the handshake is right for the load client's key only, a subscription is
 * any frame with pusher:subscribe in it, any other frame is a publish, and so is any POST. No server can do less.
 *
 * Usage: floor PORT FRAME_TEXT [batched] */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_CLIENTS = 20000, READ_BYTES = 64 * 1024, MOST_BATCHED = 256, EVENTS = 512 };

struct client {
  int fd, is_websocket, subscription;
  char *unread;
  size_t unread_length;
};

static struct client clients[MOST_CLIENTS];
static int subscribers[MOST_CLIENTS], subscriber_count;
static char *frames;
static size_t frame_length, pending;
static int is_batched;

static void die(const char *what) {
  fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* Who has gone will be closed when that is read. Nobody reads so slowly here that a buffer fills; if one does, the
 * figures mean nothing. */
static void write_whole(int fd, const char *bytes, size_t length) {
  ssize_t written = write(fd, bytes, length);
  int is_gone = written < 0 && (errno == EPIPE || errno == ECONNRESET);
  if (written != (ssize_t)length && !is_gone) die("a write did not fit");
}

static void write_text(int fd, const char *text) { write_whole(fd, text, strlen(text)); }

static void deliver(size_t messages) {
  for (int index = 0; index < subscriber_count; index++) {
    write_whole(subscribers[index], frames, messages * frame_length);
  }
}

static void flush_pending(void) {
  if (pending > 0) deliver(pending);
  pending = 0;
}

static void publish(void) {
  if (!is_batched) deliver(1);
  else if (++pending == MOST_BATCHED) flush_pending();
}

static size_t write_frame(char *to, const char *text) {
  size_t length = strlen(text), head = length < 126 ? 2 : 4;
  to[0] = (char)0x81;
  to[1] = (char)(length < 126 ? length : 126);
  if (head == 4) {
    to[2] = (char)(length >> 8);
    to[3] = (char)length;
  }
  memcpy(to + head, text, length);
  return head + length;
}

static void send_frame(int fd, const char *text) {
  char frame[512];
  write_whole(fd, frame, write_frame(frame, text));
}

/* A client that publishes does not get what it publishes, so it leaves the list of subscribers for good. */
static void on_publish(struct client *client) {
  if (client->subscription >= 0) {
    int last = subscribers[--subscriber_count];
    subscribers[client->subscription] = last;
    clients[last].subscription = client->subscription;
    client->subscription = -1;
  }
  publish();
}

static void on_subscribe(struct client *client) {
  client->subscription = subscriber_count;
  subscribers[subscriber_count++] = client->fd;
  send_frame(client->fd, "{\"event\":\"pusher_internal:subscription_succeeded\",\"data\":\"{}\"}");
}

/* The client masks with zeros, so that a frame can be read as it stands. This and the next return how many bytes they
 * used, 0 when there are too few. */
static size_t take_frame(struct client *client, const char *bytes, size_t length) {
  const unsigned char *header = (const unsigned char *)bytes;
  if (length < 2) return 0;
  size_t payload = header[1] & 0x7f, head = 6;
  if (payload == 126) {
    if (length < 4) return 0;
    payload = (size_t)header[2] << 8 | header[3];
    head = 8;
  }
  if (length < head + payload) return 0;
  if (memmem(bytes + head, payload, "pusher:subscribe", 16) != NULL) on_subscribe(client);
  else on_publish(client);
  return head + payload;
}

static size_t take_request(struct client *client, const char *bytes, size_t length) {
  const char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  size_t head = (size_t)(end - bytes) + 4, body = 0;
  const char *field = memmem(bytes, head, "Content-Length: ", 16);
  if (field != NULL) body = strtoul(field + 16, NULL, 10);
  if (length < head + body) return 0;
  if (memmem(bytes, head, "Upgrade: websocket", 18) != NULL) {
    client->is_websocket = 1;
    write_text(client->fd, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    send_frame(client->fd, "{\"event\":\"pusher:connection_established\","
                           "\"data\":\"{\\\"socket_id\\\":\\\"1.1\\\"}\"}");
  } else {
    if (memcmp(bytes, "POST", 4) == 0) publish();
    write_text(client->fd, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  }
  return head + body;
}

static void take_all(struct client *client, const char *bytes, size_t length) {
  size_t at = 0;
  for (size_t used = 1; used > 0 && at < length; at += used) {
    used = client->is_websocket ? take_frame(client, bytes + at, length - at)
                                : take_request(client, bytes + at, length - at);
  }
  client->unread_length = length - at;
  if (client->unread_length == 0) return;
  client->unread = realloc(client->unread, client->unread_length);
  memcpy(client->unread, bytes + at, client->unread_length);
}

static void close_client(struct client *client) {
  if (client->subscription >= 0) {
    int last = subscribers[--subscriber_count];
    subscribers[client->subscription] = last;
    clients[last].subscription = client->subscription;
  }
  free(client->unread);
  close(client->fd);
}

static void on_readable(struct client *client) {
  static char bytes[READ_BYTES];
  size_t kept = client->unread_length;
  if (kept > 0) memcpy(bytes, client->unread, kept);
  ssize_t received = read(client->fd, bytes + kept, READ_BYTES - kept);
  if (received > 0) take_all(client, bytes, kept + (size_t)received);
  else if (received == 0 || errno != EAGAIN) close_client(client);
}

static void accept_clients(int listener, int set) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    if (fd >= MOST_CLIENTS) die("too many clients");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    clients[fd] = (struct client){.fd = fd, .subscription = -1};
    epoll_ctl(set, EPOLL_CTL_ADD, fd, &(struct epoll_event){.events = EPOLLIN, .data.fd = fd});
  }
}

static int listen_on(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
  if (listen(listener, 4096) < 0) die("listen");
  return listener;
}

int main(int count, char **arguments) {
  if (count < 3) die("usage: floor PORT FRAME_TEXT [batched]");
  is_batched = count > 3;
  signal(SIGPIPE, SIG_IGN);
  frames = malloc(MOST_BATCHED * (strlen(arguments[2]) + 4));
  for (int index = 0; index < MOST_BATCHED; index++) {
    frame_length = write_frame(frames + (size_t)index * frame_length, arguments[2]);
  }
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  int listener = listen_on(atoi(arguments[1])), set = epoll_create1(0);
  epoll_ctl(set, EPOLL_CTL_ADD, listener, &(struct epoll_event){.events = EPOLLIN, .data.fd = listener});
  for (;;) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(set, events, EVENTS, -1);
    for (int index = 0; index < ready; index++) {
      if (events[index].data.fd == listener) accept_clients(listener, set);
      else on_readable(&clients[events[index].data.fd]);
    }
    flush_pending();
  }
}
