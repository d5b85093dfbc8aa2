import type { PodEnd } from '@shoal/testing';
import { root } from '../support/chart.js';
import { readsNextFormat, writesNextFormat } from './releases/next-format.js';
import { ReleaseCopy } from './releases/release-copy.js';
import { Load } from './support/load.js';
import { Stage } from './support/stage.js';

// A minute on a machine that does nothing else.
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
  const { requests, pushes, guests, notes, moves } = load.amounts;
  expect(Math.min(requests / 50, pushes / 5, guests / 5, notes / 10, moves)).toBeGreaterThanOrEqual(1);
}

function expectGoodEnds(ends: readonly PodEnd[]): void {
  const good = { code: 0, signal: null, wasKilled: false };
  expect(ends.map(({ exit, wasKilled }) => ({ ...exit, wasKilled }))).toEqual(
    Array.from({ length: 6 }, () => good),
  );
}

test('an update under load refuses, loses and repeats nothing', async () => {
  await using stage = await Stage.open();
  await using load = await Load.start(stage);
  expectGoodEnds(await stage.update(root));
  await load.settle();
  expect(load.missed).toEqual([]);
  await expectNothingLost(load);
});

test('nor does one to a release that writes another format of everything, nor the way back', async () => {
  await using before = await ReleaseCopy.make(readsNextFormat);
  await using after = await ReleaseCopy.make(writesNextFormat);
  await using stage = await Stage.open(before.folder);
  await using load = await Load.start(stage);
  expectGoodEnds(await stage.update(after.folder));
  expect(await stage.memberFormats()).toEqual(['2']);
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
