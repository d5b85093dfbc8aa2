import { idempotencyRef } from './idempotency-ref.js';
import { decodeResponse, encodeResponse } from './stored-response.js';

test.each([
  { status: 200, body: '{"channels":{"Ünï 1":{}}}' },
  { status: 404, body: '' },
])('a response survives: %j', (response) => {
  expect(decodeResponse(encodeResponse(response))).toEqual(response);
});

test.each(['', '2200 {}', '1', '1200', '1 {}', '1ok {}', '{}'])(
  'what is of another release or broken is nothing: %j',
  (text) => {
    expect(decodeResponse(text)).toBeUndefined();
  },
);

test.each([
  [
    ['a', 'b:c'],
    ['a:b', 'c'],
  ],
  [
    ['a', '\ud800'],
    ['a', '\ud801'],
  ],
  [
    ['a', 'k'],
    ['a', 'K'],
  ],
] as const)('the keys %j and %j are told apart', (...pair) => {
  const [one, other] = pair.map(([appId, key]) => idempotencyRef({ appId, key }));
  expect(one).not.toBe(other);
});

test('a key of any length becomes 43 characters', () => {
  for (const key of ['', 'k'.repeat(100_000)]) expect(idempotencyRef({ appId: 'a', key })).toHaveLength(43);
});
