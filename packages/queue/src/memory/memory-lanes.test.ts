import { describeOrderedLanes } from '../testing/describe-ordered-lanes.js';
import { type Parcel, parcel } from '../testing/lane-model.js';
import { MemoryLanes } from './memory-lanes.js';

describeOrderedLanes({
  name: 'MemoryLanes',
  runs: 300,
  create: async (bounds) => ({
    lanes: new MemoryLanes<Parcel>({ maxItems: 1_000, maxSources: 1_000, ...bounds }),
    [Symbol.asyncDispose]: async () => undefined,
  }),
});

test('a lane that was forgotten gets a turn that it never had', async () => {
  const lanes = new MemoryLanes<Parcel>({ maxEmptyLanes: 2 });
  const turns: number[] = [];
  for (const lane of ['a', 'b', 'c', 'a', 'd', 'a']) {
    const { turn } = await lanes.push(lane, [parcel('s', turns.length)]);
    const { through } = await lanes.head(lane, turn, 10);
    expect(await lanes.advance(lane, turn, through)).toBe(true);
    turns.push(turn);
  }
  expect(new Set(turns).size).toBe(turns.length);
});
