import fc from 'fast-check';
import type { DyingMoment, QueueTrouble } from './simulated-queue.js';

export const channels = ['presence-a', 'presence-b', 'public-c'] as const;
export const users = ['u', 'v', 'w'] as const;

/** One thing that happens; numbers that name nodes or clients are taken modulo how many there are. */
export type Action =
  | {
      readonly kind: 'join';
      readonly node: number;
      readonly user: number;
      readonly info: number;
      readonly channel: number;
    }
  | { readonly kind: 'leave'; readonly client: number; readonly isClose: boolean }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'cut'; readonly node: number; readonly ms: number; readonly isLate: boolean }
  | { readonly kind: 'stall'; readonly node: number; readonly ms: number }
  | { readonly kind: 'kill'; readonly node: number }
  | { readonly kind: 'pause'; readonly node: number }
  | { readonly kind: 'resume'; readonly node: number }
  | { readonly kind: 'trap'; readonly moment: DyingMoment }
  | { readonly kind: 'upset'; readonly trouble: QueueTrouble; readonly ms: number }
  | { readonly kind: 'snapshot' | 'failover' | 'flush' };

/** What may go wrong in a run: nothing; lines, nodes and the queue; Redis' memory; everything. */
export type Weather = 'calm' | 'rough' | 'forgetful' | 'catastrophic';

export interface Scenario {
  readonly weather: Weather;
  readonly seed: number;
  readonly buckets: number;
  /** Ms. */
  readonly grace: { readonly frames: number; readonly webhooks: number; readonly drain: number };
  /** How many hints of a hundred are lost, and as many are doubled. */
  readonly lostHints: number;
  readonly actions: readonly Action[];
}

const number = fc.nat({ max: 9 });
const join = fc.record({
  kind: fc.constant('join' as const),
  node: number,
  user: fc.nat({ max: users.length - 1 }),
  info: fc.nat({ max: 2 }),
  channel: fc.constantFrom(0, 0, 0, 1, 2),
});
const leave = fc.record({
  kind: fc.constant('leave' as const),
  client: fc.nat({ max: 99 }),
  isClose: fc.boolean(),
});
const wait = fc.record({
  kind: fc.constant('wait' as const),
  ms: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 1500 }), fc.constant(4000)),
});
const cut = fc.record({
  kind: fc.constant('cut' as const),
  node: number,
  ms: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4000 })),
  isLate: fc.boolean(),
});
const stall = fc.record({
  kind: fc.constant('stall' as const),
  node: number,
  ms: fc.integer({ min: 10, max: 3000 }),
});
const onNode = (kind: 'kill' | 'pause' | 'resume') => fc.record({ kind: fc.constant(kind), node: number });
const trap = fc.record({
  kind: fc.constant('trap' as const),
  moment: fc.constantFrom<DyingMoment>('claimed', 'safe'),
});
const upset = fc.record({
  kind: fc.constant('upset' as const),
  trouble: fc.constantFrom<QueueTrouble>('refuses', 'denies', 'dawdles'),
  ms: fc.integer({ min: 10, max: 8000 }),
});
const disaster = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('snapshot' as const) },
    { weight: 4, arbitrary: fc.constant('failover' as const) },
    { weight: 1, arbitrary: fc.constant('flush' as const) },
  ),
});

const ordinary = [
  { weight: 8, arbitrary: join },
  { weight: 5, arbitrary: leave },
  { weight: 5, arbitrary: wait },
];
const trouble = [
  { weight: 2, arbitrary: cut },
  { weight: 1, arbitrary: stall },
  { weight: 1, arbitrary: onNode('kill') },
  { weight: 1, arbitrary: onNode('pause') },
  { weight: 1, arbitrary: onNode('resume') },
  { weight: 1, arbitrary: trap },
  { weight: 1, arbitrary: upset },
];
const disasters = [{ weight: 2, arbitrary: disaster }];
const kinds = {
  calm: ordinary,
  rough: [...ordinary, ...trouble],
  forgetful: [...ordinary, ...disasters],
  catastrophic: [...ordinary, ...trouble, ...disasters],
};

/** Scenarios of one weather. */
export function scenarios(weather: Weather): fc.Arbitrary<Scenario> {
  return fc.record({
    weather: fc.constant(weather),
    seed: fc.nat({ max: 2 ** 31 }),
    buckets: fc.constantFrom(1, 1, 2),
    grace: fc.record({
      frames: fc.constantFrom(0, 0, 800),
      webhooks: fc.constantFrom(0, 1500),
      drain: fc.constant(0),
    }),
    lostHints: fc.constantFrom(0, 20, 100),
    actions: fc.array<Action>(fc.oneof(...kinds[weather]), { minLength: 1, maxLength: 50, size: 'max' }),
  });
}
