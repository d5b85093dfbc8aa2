#include "net/sha256.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 64, DIGEST = 32 };

struct sha256 {
  uint32_t state[8];
  uint8_t block[BLOCK];
  uint64_t length;
};

static const uint32_t ROUND[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static const struct sha256 INITIAL = {.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                                0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};

static uint32_t rotate(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

static void compress(struct sha256 *hash) {
  uint32_t w[64];
  for (int i = 0; i < 16; i++) {
    const uint8_t *byte = hash->block + 4 * i;
    w[i] = (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
  }
  for (int i = 16; i < 64; i++) {
    uint32_t a = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint32_t b = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + a + w[i - 7] + b;
  }
  uint32_t s[8];
  memcpy(s, hash->state, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t e = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
    uint32_t one = s[7] + e + ((s[4] & s[5]) ^ (~s[4] & s[6])) + ROUND[i] + w[i];
    uint32_t a = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
    uint32_t two = a + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += one;
    s[0] = one + two;
  }
  for (int i = 0; i < 8; i++) hash->state[i] += s[i];
}

static void update(struct sha256 *hash, const void *data, size_t length) {
  const uint8_t *bytes = data;
  for (size_t i = 0; i < length; i++) {
    hash->block[hash->length++ % BLOCK] = bytes[i];
    if (hash->length % BLOCK == 0) compress(hash);
  }
}

static void finish(struct sha256 *hash, uint8_t digest[DIGEST]) {
  uint64_t bits = hash->length * 8;
  update(hash, "\x80", 1);
  while (hash->length % BLOCK != BLOCK - 8) update(hash, "", 1);
  for (int shift = 56; shift >= 0; shift -= 8) update(hash, &(uint8_t){(uint8_t)(bits >> shift)}, 1);
  for (int i = 0; i < DIGEST; i++) digest[i] = (uint8_t)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
}

void hmac_sha256_hex(const char *key, const char *text, char hex[65]) {
  uint8_t inner[BLOCK] = {0}, outer[BLOCK], digest[DIGEST];
  struct sha256 hash = INITIAL;
  if (strlen(key) > BLOCK) {
    update(&hash, key, strlen(key));
    finish(&hash, inner);
  } else {
    memcpy(inner, key, strlen(key));
  }
  for (int i = 0; i < BLOCK; i++) {
    outer[i] = inner[i] ^ 0x5c;
    inner[i] ^= 0x36;
  }
  hash = INITIAL;
  update(&hash, inner, BLOCK);
  update(&hash, text, strlen(text));
  finish(&hash, digest);
  hash = INITIAL;
  update(&hash, outer, BLOCK);
  update(&hash, digest, DIGEST);
  finish(&hash, digest);
  for (int i = 0; i < DIGEST; i++) sprintf(hex + 2 * i, "%02x", digest[i]);
}
