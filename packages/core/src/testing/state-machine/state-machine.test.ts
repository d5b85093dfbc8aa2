import fc from 'fast-check';
import type { Grace } from '../../local/local-channel-store.js';
import { anyAction } from './action.js';
import { Driver } from './driver.js';
import { World, type WorldOptions } from './world.js';

const none: Grace = { frames: 0, webhooks: 0, drain: 0 };
const short: Grace = { frames: 300, webhooks: 500, drain: 1000 };

const grace = fc.constantFrom(none, short);
const actsWhen = fc.constantFrom('asked' as const, 'answered' as const);
const hints = fc.constantFrom('sure' as const, 'lost' as const, 'doubled' as const);

const worlds: [string, fc.Arbitrary<WorldOptions>][] = [
  ['one node whose stores answer at once', fc.record({ nodes: fc.constant(1), grace })],
  ['one node whose stores and bus answer late', fc.record({ nodes: fc.constant(1), grace, actsWhen })],
  [
    'three nodes whose stores and bus answer late',
    fc.record({ nodes: fc.constant(3), grace, actsWhen, hints }),
  ],
];

/** Long histories of a few clients: see the driver for what is compared after each step. */
test.each(worlds)(
  '%s',
  async (_name, options) => {
    const actions = fc.array(anyAction, { minLength: 1, maxLength: 120, size: 'max' });
    await fc.assert(
      fc.asyncProperty(options, actions, async (world, steps) => {
        await new Driver(await World.create(world)).play(steps);
      }),
      { numRuns: 40, seed: 6001, interruptAfterTimeLimit: 40_000 },
    );
  },
  60_000,
);
