import fc from 'fast-check';

const kinds = {
  subscribe: 30,
  unsubscribe: 12,
  resubscribe: 6,
  publish: 24,
  'client event': 14,
  kill: 7,
  close: 4,
} as const;

export const channels = [
  ...['news-1', 'news-2', 'news-3', 'news-4'],
  ...['private-1', 'private-2', 'private-3'],
  ...['presence-1', 'presence-2', 'presence-3', 'presence-4'],
] as const;
export const users = ['ann', 'ben', 'cat', 'dan', 'eve'] as const;

/** What a client does next, as far as it can: the numbers choose among what there is at that moment. */
export interface Step {
  readonly kind: keyof typeof kinds;
  readonly node: number;
  readonly user: (typeof users)[number];
  readonly channel: number;
  /** Before an unsubscribe: waits until everything that was published has arrived. */
  readonly isAwaited: boolean;
}

const kind = fc.oneof(
  ...Object.entries(kinds).map(([name, weight]) => ({
    weight,
    arbitrary: fc.constant(name as keyof typeof kinds),
  })),
);
const step: fc.Arbitrary<Step> = fc.record({
  kind,
  node: fc.integer({ min: 0, max: 2 }),
  user: fc.constantFrom(...users),
  channel: fc.nat({ max: 1000 }),
  isAwaited: fc.boolean(),
});

/** The same steps for the same seed. */
export function steps(seed: number, count: number): Step[] {
  return fc.sample(step, { seed, numRuns: count });
}
