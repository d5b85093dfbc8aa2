import fc from 'fast-check';

/** What is done next; which of what is there, is chosen by the numbers. */
export type Step =
  | { readonly kind: 'plan'; readonly first: number; readonly count: number; readonly isLast: boolean }
  | { readonly kind: 'planAgain' | 'recordAgain' }
  | { readonly kind: 'record'; readonly batch: number; readonly choices: readonly number[] }
  | { readonly kind: 'recordAll' | 'try'; readonly batch: number }
  | { readonly kind: 'stop'; readonly how: number };

const index = fc.nat({ max: 999 });
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: fc.constant('plan' as const), first: fc.nat({ max: 259 }), count: fc.nat({ max: 150 }) },
      isLast: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('planAgain' as const, 'recordAgain' as const) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ kind: fc.constant('record' as const), batch: index },
      choices: fc.array(index, { maxLength: 40 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('recordAll' as const, 'try' as const), batch: index }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), how: index }) },
);
