/* What the program can do; each prints one line of JSON. */
#pragma once
#include <stdint.h>

/* Publishes in a closed loop to many subscribers; without subscribers it measures the publishing alone. */
void fan_out(void);
/* Opens many connections. */
void connect_storm(void);
/* Subscribes each connection to many channels, one frame a write, each after the answer to the last. */
void subscribe_storm(void);
/* Sends client events to channels that nobody else listens to. */
void inbound(void);
/* Opens connections, joins a channel with each `--group` of them, and keeps them until standard input ends. */
void hold(void);

struct result {
  uint64_t operations, publishes;
  double seconds, cpu_seconds, p50, p99, longest_ping;
  uint64_t scrapes;
};

void print_result(const struct result *result);

/* Tells that all is open, and the first `--announce` socket ids; waits for a line of standard input. */
struct websocket;
void announce(const struct websocket *sockets);
