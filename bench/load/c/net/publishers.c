#include "net/publishers.h"

#include <stdlib.h>
#include <string.h>

#include "net/http-publisher.h"
#include "options.h"
#include "net/websocket.h"

static struct http_publisher *http;
static struct websocket *clients;
static char *burst;
static size_t burst_length, next;
static uint64_t ignored;

static int over_http(void) { return strcmp(options.publish, "http") == 0; }

static void open_http(void) {
  if (options.request_count == 0) fail("--publish http needs --request");
  if (options.publishers < options.outstanding) fail("a connection carries one request: too few --publishers");
  http = calloc(options.publishers, sizeof *http);
  for (size_t index = 0; index < options.publishers; index++) {
    http_publisher_open(&http[index], options.requests[index % options.request_count]);
  }
}

static void open_clients(void) {
  struct text event;
  clients = calloc(options.publishers, sizeof *clients);
  for (size_t index = 0; index < options.publishers; index++) {
    clients[index].channel = options.channel;
    clients[index].counter = &ignored;
  }
  websockets_open(clients, options.publishers);
  write_event(&event, options.channel);
  burst = malloc(options.burst * (event.length + 8));
  for (size_t index = 0; index < options.burst; index++) burst_length += websocket_frame(burst + burst_length, &event);
}

void publishers_open(void) {
  if (over_http()) open_http();
  else open_clients();
}

static void send_over_http(void) {
  while (http[next].is_waiting) next = (next + 1) % options.publishers;
  http_publisher_send(&http[next]);
  next = (next + 1) % options.publishers;
}

void publishers_send(size_t count) {
  if (over_http()) {
    while (count-- > 0) send_over_http();
    return;
  }
  send_all(clients[next].endpoint.fd, burst, burst_length / options.burst * count);
  next = (next + 1) % options.publishers;
}

uint64_t publishers_answered(void) { return over_http() ? http_answers : UINT64_MAX; }
