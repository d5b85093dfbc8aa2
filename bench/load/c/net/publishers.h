/* Those who publish, over HTTP or as clients, behind one door. */
#pragma once
#include <stddef.h>
#include <stdint.h>

void publishers_open(void);

/* Sends so many publishes at once: over HTTP on as many idle connections, else in one write of one client. */
void publishers_send(size_t count);

/* Publishes that the server has taken, as far as it says so: client events are not answered. */
uint64_t publishers_answered(void);
