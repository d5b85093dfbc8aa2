import { wireBytes } from './wire-bytes.js';

// RFC 6455, section 5.2: two bytes, a length of 0, 2 or 8 more, and a mask of four.
test.each([
  [0, 0 + 2 + 4],
  [125, 125 + 2 + 4],
  [126, 126 + 2 + 2 + 4],
  [65_535, 65_535 + 2 + 2 + 4],
  [65_536, 65_536 + 2 + 8 + 4],
])('%i bytes of a client take %i on the wire', (payload, wire) => {
  expect(wireBytes(payload)).toBe(wire);
});
