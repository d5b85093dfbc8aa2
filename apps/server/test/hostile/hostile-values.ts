import fc from 'fast-check';

/** Every run tries the same things; another seed tries others. */
export const runs = { seed: 20_261, numRuns: 60 };

/** Names that mean something to JavaScript, JSON, Redis, URLs or the protocol. */
export const nastyNames = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  '0',
  '-1',
  'null',
  'undefined',
  'NaN',
  '#server-to-user-',
  '#server-to-user-__proto__',
  'private-',
  'presence-',
  'private-encrypted-',
  'cache-',
  'private-encrypted-cache-',
  'presence-cache-',
  'a'.repeat(10_000),
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\r\nSet-Cookie: a=b',
  '{shoal}:*',
  '"',
  '\\',
  '\u2028',
  '\ud800',
  '😀',
  '<script>',
];

export const hostileText = fc.oneof(
  fc.constantFrom(...nastyNames),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 50 }),
);

/** Any JSON value, and values of the wrong type at every place that has a type. */
export const hostileValue = fc.oneof(hostileText, fc.jsonValue({ maxDepth: 4 }), fc.constant(undefined));

/** JSON of so many levels: `[[[…]]]` or `{"a":{"a":…}}`. */
export function nested(depth: number, kind: 'array' | 'object'): string {
  return kind === 'array'
    ? '['.repeat(depth) + ']'.repeat(depth)
    : `${'{"a":'.repeat(depth)}null${'}'.repeat(depth)}`;
}
