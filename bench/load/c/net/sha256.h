/* HMAC-SHA-256 (RFC 2104, FIPS 180-4), for the signatures of private and presence channels. */
#pragma once
#include <stddef.h>

/* Writes 64 lower-case hexadecimal digits and a final 0. */
void hmac_sha256_hex(const char *key, const char *text, char hex[65]);
