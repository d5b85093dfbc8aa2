/* CPU time of other processes, read from /proc. */
#pragma once

/* Seconds of CPU, user and system, that all threads of the processes have taken. `pids` is a comma list. */
double process_cpu(const char *pids);
