/* How long publishes took, from sending to the last subscriber: sent and completed in the same order. */
#pragma once
#include <stdint.h>

void latency_sent(uint64_t publish);
void latency_completed(uint64_t publish);

/* Forgets what was completed so far. */
void latency_restart(void);

/* Milliseconds below which this part (0 to 1) of the publishes stayed; 0 when there were none. */
double latency_quantile(double part);
