/* A load client that costs little itself: one thread, epoll, no library. See ../../README.md. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "net/loop.h"
#include "modes/modes.h"
#include "options.h"
#include "net/websocket.h"

static const struct {
  const char *name;
  void (*run)(void);
} MODES[] = {{"fan-out", fan_out},
             {"connect", connect_storm},
             {"subscribe", subscribe_storm},
             {"inbound", inbound},
             {"hold", hold}};

static void raise_file_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int count, char **arguments) {
  read_options(count, arguments);
  raise_file_limit();
  for (size_t index = 0; index < sizeof MODES / sizeof *MODES; index++) {
    if (strcmp(MODES[index].name, options.mode) != 0) continue;
    MODES[index].run();
    return 0;
  }
  fail("unknown mode %s", options.mode);
}

void print_result(const struct result *result) {
  printf("{\"operations\":%llu,\"publishes\":%llu,\"seconds\":%.6f,\"cpuSeconds\":%.6f,",
         (unsigned long long)result->operations, (unsigned long long)result->publishes, result->seconds,
         result->cpu_seconds);
  printf("\"latencyMs\":{\"p50\":%.3f,\"p99\":%.3f},\"longestPingMs\":%.3f,\"scrapes\":%llu}\n", result->p50,
         result->p99, result->longest_ping, (unsigned long long)result->scrapes);
}

void announce(const struct websocket *sockets) {
  printf("{\"ready\":true,\"socketIds\":[");
  for (size_t index = 0; index < options.announce; index++) {
    printf("%s\"%s\"", index == 0 ? "" : ",", sockets[index].socket_id);
  }
  printf("]}\n");
  fflush(stdout);
  while (getchar() != '\n' && !feof(stdin)) {
  }
}
