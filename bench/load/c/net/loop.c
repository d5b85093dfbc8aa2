#include "net/loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

enum { EVENTS = 512, STALLED_AFTER = 10 };

static int set = -1;

static void control(int operation, struct endpoint *endpoint, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = endpoint};
  if (set < 0) set = epoll_create1(0);
  if (epoll_ctl(set, operation, endpoint->fd, &event) < 0) fail("epoll_ctl: %s", strerror(errno));
}

void loop_add(struct endpoint *endpoint, uint32_t events) { control(EPOLL_CTL_ADD, endpoint, events); }

void loop_change(struct endpoint *endpoint, uint32_t events) { control(EPOLL_CTL_MOD, endpoint, events); }

void loop_turn(int timeout) {
  struct epoll_event events[EVENTS];
  int count = epoll_wait(set, events, EVENTS, timeout);
  if (count < 0 && errno != EINTR) fail("epoll_wait: %s", strerror(errno));
  for (int index = 0; index < count; index++) {
    struct endpoint *endpoint = events[index].data.ptr;
    endpoint->on_ready(endpoint, events[index].events);
  }
}

void loop_until(const uint64_t *counter, uint64_t goal, const char *what) {
  uint64_t last = *counter;
  double changed = now();
  while (*counter < goal) {
    loop_turn(0);
    if (*counter != last) {
      last = *counter;
      changed = now();
    } else if (now() - changed > STALLED_AFTER) {
      fail("%s: %llu of %llu and no more in %d s", what, (unsigned long long)last, (unsigned long long)goal,
           STALLED_AFTER);
    }
  }
}

void loop_for(double seconds) {
  double end = now() + seconds;
  while (now() < end) loop_turn(1);
}

double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int connect_to(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket: %s", strerror(errno));
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) {
    fail("connect to port %d: %s", port, strerror(errno));
  }
  return fd;
}

void send_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
    if (sent > 0) {
      bytes += sent;
      length -= (size_t)sent;
    } else if (errno == EAGAIN) {
      struct pollfd wait = {.fd = fd, .events = POLLOUT};
      poll(&wait, 1, -1);
    } else {
      fail("send: %s", strerror(errno));
    }
  }
}

void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("load: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(1);
}
