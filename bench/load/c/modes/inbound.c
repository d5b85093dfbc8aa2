#include <stdio.h>
#include <stdlib.h>

#include "net/loop.h"
#include "modes/modes.h"
#include "options.h"
#include "process-cpu.h"
#include "net/websocket.h"

/* Sends to a channel of its own. */
struct sender {
  struct websocket socket;
  char channel[200];
  char *burst;
  size_t burst_length;
};

static uint64_t pongs;

static void on_frame(struct websocket *socket, const char *frame, size_t length) {
  (void)socket;
  if (is_pong(frame, length)) pongs++;
}

/* Client events are not answered, and what was sent may still lie in the kernel's buffers: so a ping after them,
 * whose pong says that the server has come so far. */
static void ping_and_wait(struct websocket *sockets, size_t count, size_t stride) {
  struct text ping;
  write_ping(&ping);
  uint64_t expected = pongs + count;
  for (size_t index = 0; index < count; index++) {
    websocket_send((struct websocket *)((char *)sockets + index * stride), &ping);
  }
  loop_until(&pongs, expected, "pings");
}

static struct sender *open_senders(void) {
  struct sender *senders = calloc(options.connections, sizeof *senders);
  for (size_t index = 0; index < options.connections; index++) {
    struct sender *sender = &senders[index];
    struct text event;
    snprintf(sender->channel, sizeof sender->channel, "%s-%zu", options.channel, index);
    sender->socket.channel = sender->channel;
    sender->socket.on_frame = on_frame;
    websockets_open(&sender->socket, 1);
    write_event(&event, sender->channel);
    sender->burst = malloc(options.burst * (event.length + 8));
    for (size_t frame = 0; frame < options.burst; frame++) {
      sender->burst_length += websocket_frame(sender->burst + sender->burst_length, &event);
    }
  }
  return senders;
}

/* One write on each connection, then a ping on another one, which the server reads after them: so that it finds
 * one write in each of its reads. Returns how many events were sent. */
static uint64_t send_until(double end, struct sender *senders, struct websocket *control) {
  uint64_t events = 0;
  while (now() < end) {
    for (size_t index = 0; index < options.connections; index++) {
      send_all(senders[index].socket.endpoint.fd, senders[index].burst, senders[index].burst_length);
    }
    ping_and_wait(control, 1, 0);
    events += options.connections * options.burst;
  }
  ping_and_wait(&senders[0].socket, options.connections, sizeof *senders);
  return events;
}

void inbound(void) {
  struct sender *senders = open_senders();
  struct websocket control = {.on_frame = on_frame};
  websockets_open(&control, 1);
  send_until(now() + options.warmup, senders, &control);
  double cpu = process_cpu(options.pids), start = now();
  struct result result = {.operations = send_until(start + options.seconds, senders, &control)};
  result.seconds = now() - start;
  result.cpu_seconds = process_cpu(options.pids) - cpu;
  print_result(&result);
}
