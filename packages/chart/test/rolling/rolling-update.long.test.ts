import { root } from '../support/chart.js';
import { readsNextFormat, writesNextFormat } from './releases/next-format.js';
import { ReleaseCopy } from './releases/release-copy.js';
import { expectGoodEnds, expectNothingLost } from './support/expect-nothing-lost.js';
import { Load } from './support/load.js';
import { Stage } from './support/stage.js';

// A minute each on a machine that does nothing else.
jest.setTimeout(300_000);

test('an update to the same release under load refuses, loses and repeats nothing', async () => {
  await using stage = await Stage.open();
  await using load = await Load.start(stage);
  expectGoodEnds(await stage.update(root));
  await load.settle();
  expect(load.missed).toEqual([]);
  await expectNothingLost(load);
});

test('neither does one that goes back, across a change of every stored format', async () => {
  await using before = await ReleaseCopy.make(readsNextFormat);
  await using after = await ReleaseCopy.make(writesNextFormat);
  await using stage = await Stage.open(after.folder);
  await using load = await Load.start(stage);
  expectGoodEnds(await stage.update(before.folder));
  expect(await stage.memberFormats()).toEqual(['1']);
  await load.settle();
  expect(load.missed).toEqual([]);
  await expectNothingLost(load);
});

test('one that leaves out the release which learned to read loses nothing that lasts', async () => {
  await using after = await ReleaseCopy.make(writesNextFormat);
  await using stage = await Stage.open();
  await using load = await Load.start(stage);
  expectGoodEnds(await stage.update(after.folder));
  await load.settle();
  await expectNothingLost(load);
});
