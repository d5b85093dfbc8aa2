#include "modes/side-loads.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/loop.h"
#include "options.h"
#include "net/websocket.h"

static const char SCRAPE[] = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

static struct websocket prober;
static struct endpoint scraper;
static double pinged_at, longest, scraped_at;
static uint64_t scrapes;
static char unread[64 * 1024];

static void ping(void) {
  struct text text;
  write_ping(&text);
  pinged_at = now();
  websocket_send(&prober, &text);
}

static void on_pong(struct websocket *socket, const char *frame, size_t length) {
  (void)socket;
  if (!is_pong(frame, length)) return;
  double took = now() - pinged_at;
  if (took > longest) longest = took;
  ping();
}

static void on_scrape(struct endpoint *endpoint, uint32_t events) {
  if (events & EPOLLOUT) {
    send_all(endpoint->fd, SCRAPE, sizeof SCRAPE - 1);
    loop_change(endpoint, EPOLLIN);
    return;
  }
  ssize_t received = recv(endpoint->fd, unread, sizeof unread, 0);
  if (received > 0 || (received < 0 && errno == EAGAIN)) return;
  if (received < 0) fail("scrape: %s", strerror(errno));
  close(endpoint->fd);
  endpoint->fd = -1;
  scrapes++;
}

void side_loads_open(void) {
  scraper.fd = -1;
  if (!options.probe) return;
  prober.on_frame = on_pong;
  websockets_open(&prober, 1);
  ping();
}

void side_loads_turn(void) {
  if (options.scrape_port == 0 || scraper.fd >= 0 || now() - scraped_at < options.scrape_every) return;
  scraped_at = now();
  scraper.fd = connect_to(options.scrape_port);
  scraper.on_ready = on_scrape;
  loop_add(&scraper, EPOLLOUT);
}

void side_loads_restart(void) {
  longest = 0;
  scrapes = 0;
}

double longest_ping(void) { return longest * 1e3; }

uint64_t scrapes_done(void) { return scrapes; }
