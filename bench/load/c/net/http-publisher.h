/* A keep-alive connection that sends one signed request, waits for its answer, and sends the next. */
#pragma once
#include <stdbool.h>

#include "net/loop.h"

struct http_publisher {
  struct endpoint endpoint;
  const char *request;
  size_t request_length;
  bool is_waiting;
  char answer[8192];
  size_t answer_length;
};

/* How many requests have been answered so far, all connections together. */
extern uint64_t http_answers;

/* Connects and reads the request from a file, which holds its bytes exactly as they are to be sent. */
void http_publisher_open(struct http_publisher *publisher, const char *request_file);

void http_publisher_send(struct http_publisher *publisher);
