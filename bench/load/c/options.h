/* The command line, the same for this program and for ../load-client.mjs; ../README.md says what each option means. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { MOST_REQUESTS = 64 };

struct options {
  const char *mode, *dialect, *path, *key, *secret, *channel, *data, *publish, *pids;
  int port, scrape_port;
  size_t connections, publishers, outstanding, burst, channels, group, announce;
  double warmup, seconds, scrape_every;
  bool excluded, probe, occupied;
  const char *requests[MOST_REQUESTS];
  size_t request_count;
};

extern struct options options;

void read_options(int count, char **arguments);
