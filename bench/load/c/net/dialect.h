/* The texts of a server's protocol: Pusher's, or Socket.IO's with the same events. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { MOST_TEXT = 4096, MOST_SOCKET_ID = 40 };

struct text {
  char bytes[MOST_TEXT];
  size_t length;
};

/* Whether the frame greets; takes the socket id out of it. `answer` is what must be sent first, if anything. */
bool is_greeting(const char *frame, size_t length, char socket_id[MOST_SOCKET_ID], struct text *answer);

bool is_subscribed(const char *frame, size_t length);
bool is_pong(const char *frame, size_t length);

/* `member` distinguishes users in presence channels. */
void write_subscribe(struct text *text, const char *socket_id, const char *channel, size_t member);
void write_event(struct text *text, const char *channel);
void write_ping(struct text *text);
