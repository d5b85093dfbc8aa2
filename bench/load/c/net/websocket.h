/* A client's WebSocket (RFC 6455), as cheap as it gets: frames are counted by hopping from header to header. */
#pragma once
#include "net/dialect.h"
#include "net/loop.h"

enum stage { CONNECTING, UPGRADING, GREETING, JOINING, READY };

struct websocket {
  struct endpoint endpoint;
  enum stage stage;
  /* Joined after the greeting; NULL for none. */
  const char *channel;
  /* Which member of presence channels this is. */
  size_t number;
  char socket_id[MOST_SOCKET_ID];
  /* Gets each frame once the socket is ready; NULL to have them counted in `*counter` only. */
  void (*on_frame)(struct websocket *socket, const char *text, size_t length);
  uint64_t *counter;
  /* The beginning of a frame whose rest has not come yet. */
  char *carried;
  size_t carried_length;
};

/* How many sockets have become ready so far. */
extern uint64_t websockets_ready;

/* Starts connecting; the fields above the socket id, `on_frame` and `counter` are the caller's. */
void websocket_open(struct websocket *socket);

/* Sends one text frame. */
void websocket_send(struct websocket *socket, const struct text *text);

/* Appends a masked text frame to `to`; returns its length, at most 8 bytes more than the text. */
size_t websocket_frame(char *to, const struct text *text);

/* Opens all of them, a few at a time, and waits until each is ready. */
void websockets_open(struct websocket *sockets, size_t count);

/* Closes without a handshake and without keeping the port busy. */
void websocket_cut(struct websocket *socket);
