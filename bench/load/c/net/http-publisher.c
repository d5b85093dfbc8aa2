#include "net/http-publisher.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "options.h"

uint64_t http_answers;

/* The length of the whole answer, or 0 while its head has not come. */
static size_t answer_length(const char *answer, size_t length) {
  const char *end = memmem(answer, length, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  if (strncmp(answer, "HTTP/1.1 200", 12) != 0) fail("publish refused: %.*s", (int)length, answer);
  const char *field = strcasestr(answer, "\r\ncontent-length:");
  if (field == NULL || field > end) fail("an answer without content-length: %.*s", (int)length, answer);
  return (size_t)(end - answer) + 4 + strtoul(field + 17, NULL, 10);
}

static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail("cannot read %s: %s", path, strerror(errno));
  char *bytes = malloc(64 * 1024);
  *length = fread(bytes, 1, 64 * 1024, file);
  fclose(file);
  return bytes;
}

static void on_ready(struct endpoint *endpoint, uint32_t events) {
  (void)events;
  struct http_publisher *publisher = (struct http_publisher *)endpoint;
  size_t room = sizeof publisher->answer - 1 - publisher->answer_length;
  ssize_t received = recv(endpoint->fd, publisher->answer + publisher->answer_length, room, 0);
  if (received < 0 && errno == EAGAIN) return;
  if (received <= 0) fail("the server closed a publisher's connection");
  publisher->answer_length += (size_t)received;
  publisher->answer[publisher->answer_length] = '\0';
  size_t whole = answer_length(publisher->answer, publisher->answer_length);
  if (whole == 0 || publisher->answer_length < whole) return;
  publisher->answer_length = 0;
  publisher->is_waiting = false;
  http_answers++;
}

void http_publisher_open(struct http_publisher *publisher, const char *request_file) {
  publisher->request = read_file(request_file, &publisher->request_length);
  publisher->endpoint.fd = connect_to(options.port);
  publisher->endpoint.on_ready = on_ready;
  loop_add(&publisher->endpoint, EPOLLIN);
}

void http_publisher_send(struct http_publisher *publisher) {
  publisher->is_waiting = true;
  send_all(publisher->endpoint.fd, publisher->request, publisher->request_length);
}
