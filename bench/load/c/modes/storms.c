#include <stdio.h>
#include <stdlib.h>

#include "net/loop.h"
#include "modes/modes.h"
#include "options.h"
#include "process-cpu.h"
#include "net/websocket.h"

/* The server has work to do after the last answer has gone out: closing, telling members. */
static const double SETTLE = 0.3;

void connect_storm(void) {
  struct websocket *first = calloc(options.connections, sizeof *first);
  websockets_open(first, options.connections);
  for (size_t index = 0; index < options.connections; index++) websocket_cut(&first[index]);
  loop_for(SETTLE);

  struct websocket *sockets = calloc(options.connections, sizeof *sockets);
  double cpu = process_cpu(options.pids), start = now();
  websockets_open(sockets, options.connections);
  struct result result = {.operations = options.connections, .seconds = now() - start};
  loop_for(SETTLE);
  result.cpu_seconds = process_cpu(options.pids) - cpu;
  print_result(&result);
}

/* Each subscriber goes through the channels of its group, one after the other. */
struct subscriber {
  struct websocket socket;
  size_t group, next, goal;
};

static uint64_t subscribed;

static void subscribe_next(struct subscriber *subscriber) {
  if (subscriber->next == subscriber->goal) return;
  char channel[200];
  struct text text;
  snprintf(channel, sizeof channel, "%s-%zu-%zu", options.channel, subscriber->group, subscriber->next++);
  write_subscribe(&text, subscriber->socket.socket_id, channel, subscriber->socket.number);
  websocket_send(&subscriber->socket, &text);
}

static void on_answer(struct websocket *socket, const char *frame, size_t length) {
  /* Others' joining is told on the same connection. */
  if (!is_subscribed(frame, length)) return;
  subscribed++;
  subscribe_next((struct subscriber *)socket);
}

static void subscribe_all(struct subscriber *subscribers, size_t count, size_t goal) {
  uint64_t expected = subscribed;
  for (size_t index = 0; index < count; index++) {
    expected += goal - subscribers[index].next;
    subscribers[index].goal = goal;
    subscribe_next(&subscribers[index]);
  }
  loop_until(&subscribed, expected, "subscribing");
}

static struct subscriber *open_subscribers(size_t count) {
  struct subscriber *subscribers = calloc(count, sizeof *subscribers);
  for (size_t index = 0; index < count; index++) {
    struct subscriber *subscriber = &subscribers[index];
    subscriber->group = options.group == 0 ? 0 : index / options.group;
    subscriber->socket.number = index;
    subscriber->socket.on_frame = on_answer;
    websockets_open(&subscriber->socket, 1);
  }
  return subscribers;
}

void subscribe_storm(void) {
  size_t warm = options.channels / 3, all = options.channels + warm;
  if (options.occupied) subscribe_all(open_subscribers(1), 1, all);
  struct subscriber *subscribers = open_subscribers(options.connections);
  subscribe_all(subscribers, options.connections, warm);
  loop_for(SETTLE);

  uint64_t before = subscribed;
  double cpu = process_cpu(options.pids), start = now();
  subscribe_all(subscribers, options.connections, all);
  struct result result = {.operations = subscribed - before, .seconds = now() - start};
  loop_for(SETTLE);
  result.cpu_seconds = process_cpu(options.pids) - cpu;
  print_result(&result);
}

/* The channel that a group of connections shares; without groups there is none. */
static char *channel_of(size_t index) {
  if (options.group == 0) return NULL;
  char *channel = malloc(200);
  snprintf(channel, 200, "%s-%zu", options.channel, index / options.group);
  return channel;
}

void hold(void) {
  struct websocket *sockets = calloc(options.connections, sizeof *sockets);
  uint64_t ignored = 0;
  for (size_t index = 0; index < options.connections; index++) {
    sockets[index].counter = &ignored;
    sockets[index].number = index;
    sockets[index].channel = channel_of(index);
  }
  websockets_open(sockets, options.connections);
  announce(sockets);
}
