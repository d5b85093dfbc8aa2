import { root } from '../support/chart.js';
import { readsNextFormat, writesNextFormat } from './releases/next-format.js';
import { ReleaseCopy } from './releases/release-copy.js';
import { Load } from './support/load.js';
import { Stage } from './support/stage.js';

jest.setTimeout(300_000);

/** Of everything that was asked for, all was done and nothing twice. */
async function expectNothingLost(load: Load): Promise<void> {
  expect({
    refusals: load.refusals,
    webhookFaults: load.webhookFaults,
    deadLetters: await load.deadLetters(),
    pushFaults: load.pushFaults,
    unsuccessful: await load.unsuccessful(),
  }).toEqual({ refusals: [], webhookFaults: [], deadLetters: [], pushFaults: [], unsuccessful: [] });
  for (const list of await load.lists()) expect(list).toEqual(load.visitorNames);
}

test('an update under load loses nothing', async () => {
  await using stage = await Stage.open();
  await using load = await Load.start(stage);
  const ends = await stage.update(root);
  await load.settle();
  console.log(load.amounts, ends);
  expect(ends.map(({ exit, wasKilled }) => ({ ...exit, wasKilled }))).toEqual(
    Array.from({ length: 6 }, () => ({ code: 0, signal: null, wasKilled: false })),
  );
  expect(load.missed).toEqual([]);
  await expectNothingLost(load);
});

test.each([
  ['to a release that writes another format, and back', readsNextFormat, 'heard'],
  ['past the release that would have learned to read', [], 'missed'],
] as const)('%s', async (_name, edits, others) => {
  await using before = await ReleaseCopy.make(edits);
  await using after = await ReleaseCopy.make(writesNextFormat);
  await using stage = await Stage.open(before.folder);
  await using load = await Load.start(stage);
  await stage.update(after.folder);
  await stage.update(before.folder);
  await load.settle();
  console.log(load.amounts);
  if (others === 'heard') expect(load.missed).toEqual([]);
  await expectNothingLost(load);
});
