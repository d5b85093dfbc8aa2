#include "modes/latency.h"

#include <stdlib.h>

#include "net/loop.h"

enum { MOST_OUTSTANDING = 4096, MOST_SAMPLES = 1 << 20 };

static double sent_at[MOST_OUTSTANDING];
static float samples[MOST_SAMPLES];
static uint64_t taken;

void latency_sent(uint64_t publish) { sent_at[publish % MOST_OUTSTANDING] = now(); }

void latency_completed(uint64_t publish) {
  samples[taken++ % MOST_SAMPLES] = (float)((now() - sent_at[publish % MOST_OUTSTANDING]) * 1e3);
}

void latency_restart(void) { taken = 0; }

static int compare(const void *a, const void *b) {
  float difference = *(const float *)a - *(const float *)b;
  return (difference > 0) - (difference < 0);
}

double latency_quantile(double part) {
  uint64_t count = taken < MOST_SAMPLES ? taken : MOST_SAMPLES;
  if (count == 0) return 0;
  qsort(samples, count, sizeof *samples, compare);
  return samples[(uint64_t)(part * (double)(count - 1))];
}
