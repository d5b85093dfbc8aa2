#include <stdlib.h>

#include "modes/latency.h"
#include "net/loop.h"
#include "modes/modes.h"
#include "options.h"
#include "process-cpu.h"
#include "net/publishers.h"
#include "modes/side-loads.h"
#include "net/websocket.h"

enum { STALLED_AFTER = 10 };

static uint64_t delivered, sent, completed;

/* A publish is complete when the server has answered it and every subscriber has it. Frames are counted over all
 * subscribers together, which within a channel comes to the same: they get them in the same order. */
static uint64_t count_completed(uint64_t subscribers) {
  uint64_t everywhere = subscribers == 0 ? UINT64_MAX : delivered / subscribers;
  uint64_t answered = publishers_answered();
  return everywhere < answered ? everywhere : answered;
}

static void publish_until(double end, uint64_t subscribers) {
  double progress = now();
  for (double time = progress; time < end; time = now()) {
    loop_turn(0);
    side_loads_turn();
    uint64_t complete = count_completed(subscribers);
    if (complete > completed) progress = time;
    while (completed < complete) latency_completed(completed++);
    while (sent - completed + options.burst <= options.outstanding) {
      for (size_t index = 0; index < options.burst; index++) latency_sent(sent++);
      publishers_send(options.burst);
    }
    if (time - progress > STALLED_AFTER) {
      fail("no publish was completed in %d s: %llu sent, %llu answered, %llu deliveries", STALLED_AFTER,
           (unsigned long long)sent, (unsigned long long)publishers_answered(), (unsigned long long)delivered);
    }
  }
}

static struct websocket *open_subscribers(void) {
  struct websocket *sockets = calloc(options.connections + 1, sizeof *sockets);
  for (size_t index = 0; index < options.connections; index++) {
    sockets[index].channel = options.channel;
    sockets[index].counter = &delivered;
  }
  websockets_open(sockets, options.connections);
  return sockets;
}

void fan_out(void) {
  struct websocket *sockets = open_subscribers();
  if (options.announce > 0) announce(sockets);
  publishers_open();
  side_loads_open();
  uint64_t subscribers = options.connections - (options.excluded ? 1 : 0);

  publish_until(now() + options.warmup, subscribers);
  latency_restart();
  side_loads_restart();
  double cpu = process_cpu(options.pids), start = now();
  uint64_t delivered_before = delivered, completed_before = completed;
  publish_until(start + options.seconds, subscribers);

  struct result result = {.cpu_seconds = process_cpu(options.pids) - cpu, .seconds = now() - start};
  result.publishes = completed - completed_before;
  result.operations = subscribers == 0 ? result.publishes : delivered - delivered_before;
  result.p50 = latency_quantile(0.5);
  result.p99 = latency_quantile(0.99);
  result.longest_ping = longest_ping();
  result.scrapes = scrapes_done();
  print_result(&result);
}
