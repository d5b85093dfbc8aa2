import { missedNumbers } from './missed-numbers.js';
import type { PageSession } from './page-session.js';

interface Heard {
  readonly numbers: readonly number[];
  readonly isOrdered?: boolean;
  readonly isClosed?: boolean;
}

/** A connection that was owed everything from 3 on, of a feed that is at 5. */
function faultIn({ numbers, isOrdered = true, isClosed = false }: Heard): string | undefined {
  const feed = { channel: 'feed', isOrdered, sentOff: () => 5 };
  const end = isClosed ? { code: 4200, at: 0 } : undefined;
  const session: Pick<PageSession, 'numbers' | 'feed' | 'end' | 'firstOwed' | 'pod'> = {
    ...{ numbers: [...numbers], feed, end, firstOwed: 3, pod: 'pod' },
  };
  return missedNumbers([session])[0];
}

test.each([
  ['all', { numbers: [3, 4, 5] }],
  ['one more that was on its way', { numbers: [2, 3, 4, 5] }],
  ['all, from several servers', { numbers: [4, 3, 5], isOrdered: false }],
  ['what there was until the end', { numbers: [3, 4], isClosed: true }],
  ['nothing before the end', { numbers: [], isClosed: true }],
])('nothing is missed by who heard %s', (_what, heard) => {
  expect(faultIn(heard)).toBeUndefined();
});

test.each([
  ['5 is missing of 3 to 5', { numbers: [3, 4] }],
  ['3 is missing of 3 to 5', { numbers: [4, 5] }],
  ['4 is missing of 3 to 5', { numbers: [3, 5], isOrdered: false }],
  ['4 is missing of 3 to 5', { numbers: [3, 5], isClosed: true }],
  ['4 came twice', { numbers: [3, 4, 4, 5], isOrdered: false }],
  ['4 came before 3', { numbers: [4, 3, 5] }],
])('%s: %j', (expected, heard) => {
  expect(faultIn(heard)).toBe(`feed by pod: ${expected}`);
});
