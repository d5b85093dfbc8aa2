/* One epoll set, a clock, and the one way to give up. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Put first into whatever has a file descriptor; the loop calls `on_ready` when it can be read or is connected. */
struct endpoint {
  int fd;
  void (*on_ready)(struct endpoint *endpoint, uint32_t events);
};

void loop_add(struct endpoint *endpoint, uint32_t events);
void loop_change(struct endpoint *endpoint, uint32_t events);

/* Serves what is ready; waits for something at most `timeout` milliseconds, 0 to spin. */
void loop_turn(int timeout);

/* Turns until `*counter` has reached `goal`; fails when nothing changes for ten seconds. */
void loop_until(const uint64_t *counter, uint64_t goal, const char *what);

/* Turns for so many seconds. */
void loop_for(double seconds);

/* Monotonic seconds. */
double now(void);

/* Starts a connection to this machine without waiting for it; small messages are not held back. */
int connect_to(int port);

/* Sends all of it, waiting when the kernel's buffer is full. */
void send_all(int fd, const char *bytes, size_t length);

_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
