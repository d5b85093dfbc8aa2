#include "net/dialect.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "net/loop.h"
#include "options.h"
#include "net/sha256.h"

/* Engine.IO's packets: `0{…}` opens; Socket.IO's in them: `40` connects and `42[…]` is an event. */
static bool is_socket_io(void) { return strcmp(options.dialect, "socket.io") == 0; }

static void print(struct text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text->bytes, sizeof text->bytes, format, arguments);
  va_end(arguments);
  if (length < 0 || (size_t)length >= sizeof text->bytes) fail("a message of more than %d bytes", MOST_TEXT);
  text->length = (size_t)length;
}

static const char *find(const char *frame, size_t length, const char *word) {
  return memmem(frame, length, word, strlen(word));
}

static void copy_id(const char *from, char socket_id[MOST_SOCKET_ID]) {
  size_t length = 0;
  while (length < MOST_SOCKET_ID - 1 && strchr("\\\"", from[length]) == NULL) length++;
  memcpy(socket_id, from, length);
  socket_id[length] = '\0';
}

bool is_greeting(const char *frame, size_t length, char socket_id[MOST_SOCKET_ID], struct text *answer) {
  answer->length = 0;
  if (is_socket_io() && frame[0] == '0') {
    print(answer, "40");
    return false;
  }
  /* The Pusher greeting is JSON within JSON: its quotes are escaped. */
  const char *word = is_socket_io() ? "\"sid\":\"" : "socket_id\\\":\\\"";
  const char *found = find(frame, length, word);
  if (found == NULL) fail("not greeted but told: %.*s", (int)length, frame);
  copy_id(found + strlen(word), socket_id);
  return true;
}

bool is_subscribed(const char *frame, size_t length) {
  if (find(frame, length, "subscription_error") != NULL) fail("refused: %.*s", (int)length, frame);
  return find(frame, length, "subscription_succeeded") != NULL;
}

bool is_pong(const char *frame, size_t length) { return find(frame, length, "pusher:pong") != NULL; }

void write_subscribe(struct text *text, const char *socket_id, const char *channel, size_t member) {
  if (is_socket_io()) {
    print(text, "42[\"subscribe\",\"%s\"]", channel);
    return;
  }
  bool is_presence = strncmp(channel, "presence-", 9) == 0;
  if (!is_presence && strncmp(channel, "private-", 8) != 0) {
    print(text, "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\"}}", channel);
    return;
  }
  char signed_text[512], hex[65], data[160] = "", escaped[200] = "";
  if (is_presence) {
    sprintf(data, "{\"user_id\":\"u%zu\",\"user_info\":{\"name\":\"Member %zu\"}}", member, member);
    /* The same as a string in JSON. */
    sprintf(escaped,
            ",\"channel_data\":\"{\\\"user_id\\\":\\\"u%zu\\\","
            "\\\"user_info\\\":{\\\"name\\\":\\\"Member %zu\\\"}}\"",
            member, member);
  }
  snprintf(signed_text, sizeof signed_text, "%s:%s%s%s", socket_id, channel, is_presence ? ":" : "", data);
  hmac_sha256_hex(options.secret, signed_text, hex);
  print(text, "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"%s\",\"auth\":\"%s:%s\"%s}}", channel,
        options.key, hex, escaped);
}

void write_event(struct text *text, const char *channel) {
  const char *format = is_socket_io() ? "42[\"client-bench\",{\"channel\":\"%s\",\"data\":\"%s\"}]"
                                      : "{\"event\":\"client-bench\",\"channel\":\"%s\",\"data\":\"%s\"}";
  print(text, format, channel, options.data);
}

void write_ping(struct text *text) {
  print(text, is_socket_io() ? "42[\"pusher:ping\"]" : "{\"event\":\"pusher:ping\",\"data\":{}}");
}
