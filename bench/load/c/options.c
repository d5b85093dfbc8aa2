#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "net/loop.h"

struct options options = {
    .mode = "fan-out",
    .dialect = "pusher",
    .path = "/app/app-key?protocol=7&client=js&version=8.6.0",
    .key = "app-key",
    .secret = "app-secret",
    .channel = "private-bench",
    .data = "x",
    .publish = "http",
    .pids = "",
    .connections = 0,
    .publishers = 1,
    .outstanding = 1,
    .burst = 1,
    .channels = 1,
    .warmup = 1,
    .seconds = 2,
};

enum kind { TEXT, INTEGER, SIZE, NUMBER, FLAG, REQUEST };

static const struct option {
  const char *name;
  enum kind kind;
  void *value;
} KNOWN[] = {
    {"--mode", TEXT, &options.mode},
    {"--dialect", TEXT, &options.dialect},
    {"--port", INTEGER, &options.port},
    {"--path", TEXT, &options.path},
    {"--key", TEXT, &options.key},
    {"--secret", TEXT, &options.secret},
    {"--pids", TEXT, &options.pids},
    {"--connections", SIZE, &options.connections},
    {"--channel", TEXT, &options.channel},
    {"--data", TEXT, &options.data},
    {"--publish", TEXT, &options.publish},
    {"--publishers", SIZE, &options.publishers},
    {"--request", REQUEST, NULL},
    {"--outstanding", SIZE, &options.outstanding},
    {"--burst", SIZE, &options.burst},
    {"--excluded", FLAG, &options.excluded},
    {"--announce", SIZE, &options.announce},
    {"--channels", SIZE, &options.channels},
    {"--group", SIZE, &options.group},
    {"--occupied", FLAG, &options.occupied},
    {"--warmup", NUMBER, &options.warmup},
    {"--seconds", NUMBER, &options.seconds},
    {"--probe", FLAG, &options.probe},
    {"--scrape-port", INTEGER, &options.scrape_port},
    {"--scrape-every", NUMBER, &options.scrape_every},
};

static const struct option *find(const char *name) {
  for (size_t index = 0; index < sizeof KNOWN / sizeof *KNOWN; index++) {
    if (strcmp(KNOWN[index].name, name) == 0) return &KNOWN[index];
  }
  fail("unknown option %s", name);
}

static double number(const char *name, const char *text) {
  char *end;
  double value = strtod(text, &end);
  if (end == text || *end != '\0' || value < 0) fail("%s: not a number: %s", name, text);
  return value;
}

static void set(const struct option *option, const char *text) {
  switch (option->kind) {
    case TEXT: *(const char **)option->value = text; break;
    case INTEGER: *(int *)option->value = (int)number(option->name, text); break;
    case SIZE: *(size_t *)option->value = (size_t)number(option->name, text); break;
    case NUMBER: *(double *)option->value = number(option->name, text); break;
    case FLAG: *(bool *)option->value = true; break;
    case REQUEST:
      if (options.request_count == MOST_REQUESTS) fail("at most %d requests", MOST_REQUESTS);
      options.requests[options.request_count++] = text;
      break;
  }
}

void read_options(int count, char **arguments) {
  for (int index = 1; index < count; index++) {
    const struct option *option = find(arguments[index]);
    const char *text = "";
    if (option->kind != FLAG && ++index == count) fail("%s needs a value", option->name);
    if (option->kind != FLAG) text = arguments[index];
    set(option, text);
  }
  if (options.port == 0) fail("--port is required");
  if (options.burst == 0 || options.outstanding < options.burst) fail("--burst is at least 1, at most --outstanding");
}
