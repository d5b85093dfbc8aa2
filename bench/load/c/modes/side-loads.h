/* What may run beside a fan-out: an idle connection that pings, and a scraper of the metrics. */
#pragma once
#include <stdint.h>

/* Starts those that the options ask for. */
void side_loads_open(void);

/* To be called in every turn of the loop. */
void side_loads_turn(void);

/* Forgets what was measured so far. */
void side_loads_restart(void);

/* Milliseconds from ping to pong at worst. */
double longest_ping(void);

/* Scrapes that were answered whole. */
uint64_t scrapes_done(void);
