import { parseRetryAfter } from './retry-after.js';

const now = Date.UTC(1994, 10, 6, 8, 49, 7);
const day = 24 * 60 * 60 * 1_000;

it.each([
  ['0', 0],
  ['120', 120_000],
  ['86401', day],
  ['9'.repeat(400), day],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 30_000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
  ['Sun Nov  6 08:49:37 1994', 30_000],
  ['Sun, 06 Nov 1994 08:49:07 GMT', 0],
  ['Wed, 21 Oct 1981 07:28:00 GMT', 0],
  ['Fri, 31 Dec 2999 23:59:59 GMT', day],
])('"%s" is %d ms', (header, expected) => {
  expect(parseRetryAfter(header, now)).toBe(expected);
});

it.each([undefined, '', ' ', '-5', '1.5', '1e3', '0x10', 'soon', 'Sun', 'Sunday, never GMT'])(
  '%p says nothing',
  (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined();
  },
);

it('takes the first of several', () => {
  expect(parseRetryAfter(['1', '2'], now)).toBe(1_000);
  expect(parseRetryAfter([], now)).toBeUndefined();
});
