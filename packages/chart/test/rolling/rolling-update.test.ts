import { readsNextFormat, writesNextFormat } from './releases/next-format.js';
import { ReleaseCopy } from './releases/release-copy.js';
import { expectGoodEnds, expectNothingLost } from './support/expect-nothing-lost.js';
import { Load } from './support/load.js';
import { Stage } from './support/stage.js';

// A minute on a machine that does nothing else.
jest.setTimeout(300_000);

test('an update under load refuses, loses and repeats nothing, across a change of every stored format', async () => {
  await using before = await ReleaseCopy.make(readsNextFormat);
  await using after = await ReleaseCopy.make(writesNextFormat);
  await using stage = await Stage.open(before.folder);
  await using load = await Load.start(stage);
  expectGoodEnds(await stage.update(after.folder));
  expect(await stage.memberFormats()).toEqual(['2']);
  await load.settle();
  expect(load.missed).toEqual([]);
  await expectNothingLost(load);
});
