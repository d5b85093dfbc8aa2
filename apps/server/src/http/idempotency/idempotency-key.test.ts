import { idempotencyKey } from './idempotency-key.js';

const refusal = (message: string) => expect.objectContaining({ key: 'bad_request', message });
const malformed = refusal('An idempotency key must be a string of 1 to 10 printable characters');
const keyOf = (fields: unknown, header?: string) =>
  idempotencyKey(fields, header === undefined ? {} : { 'x-idempotency-key': header }, 10);

test.each<[fields: unknown]>([[{}], [{ idempotency_key: null }], [null], ['text'], [[]]])(
  '%j has none',
  (fields) => {
    expect(keyOf(fields)).toBeUndefined();
    expect(idempotencyKey(fields, undefined, 10)).toBeUndefined();
  },
);

test('it stands in the body, in the header, or in both', () => {
  expect(keyOf({ idempotency_key: 'order 1' })).toBe('order 1');
  expect(keyOf({}, 'order 1')).toBe('order 1');
  expect(keyOf({ idempotency_key: 'order 1' }, 'order 1')).toBe('order 1');
  expect(idempotencyKey({ idempotency_key: 'order 1' }, undefined, 10)).toBe('order 1');
});

test.each([['a'], ['x'.repeat(10)], ['äöü'], ['注文-1'], ['{a}:*'], ['__proto__']])('%p is one', (key) => {
  expect(keyOf({ idempotency_key: key })).toBe(key);
});

test.each<[key: unknown]>([
  [''],
  ['x'.repeat(11)],
  ['a\nb'],
  ['a\u0000'],
  ['\u0085'],
  ['\ud800'],
  [7],
  [true],
  [{}],
  [['a']],
])('%j is refused', (key) => {
  expect(() => keyOf({ idempotency_key: key })).toThrow(malformed);
});

test('an empty header is refused, for it was meant to be one', () => {
  expect(() => keyOf({}, '')).toThrow(malformed);
});

test('a body and a header that differ are refused', () => {
  const differing = refusal('idempotency_key and X-Idempotency-Key differ: send one of them');
  expect(() => keyOf({ idempotency_key: 'a' }, 'b')).toThrow(differing);
  expect(() => keyOf({ idempotency_key: 7 }, '7')).toThrow(differing);
});
