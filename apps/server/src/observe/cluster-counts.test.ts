import { FakeClock } from '@shoal/core/testing';
import { ClusterCounts, type ClusterReading } from './cluster-counts.js';

const found = { nodes: 2, apps: [{ appId: 'app', channels: 3, presenceMembers: 2 }] };

interface Reading {
  resolve(found: ClusterReading): void;
  reject(error: Error): void;
}

const answered = () => new Promise((resolve) => setImmediate(resolve));

/** Readings that the test answers. */
function world() {
  const clock = new FakeClock();
  const readings: Reading[] = [];
  const counts = new ClusterCounts({
    clock,
    read: () => new Promise((resolve, reject) => readings.push({ resolve, reject })),
  });
  return { clock, readings, counts };
}

it('knows nothing before the first answer, and then what it says', async () => {
  const { clock, readings, counts } = world();
  expect(counts.latest()).toBeUndefined();
  clock.advance(5_000);
  expect(counts.latest()).toBeUndefined();
  readings[0]?.resolve(found);
  await answered();
  expect(counts.latest()).toEqual(found);
});

it('never reads twice at a time, and does not tell what is too old', async () => {
  const { clock, readings, counts } = world();
  clock.advance(5_000);
  readings[0]?.resolve(found);
  await answered();
  for (let seconds = 0; seconds < 10; seconds += 5) clock.advance(5_000);
  expect(readings).toHaveLength(2);
  expect(counts.latest()).toEqual(found);
  clock.advance(5_001);
  expect(readings).toHaveLength(2);
  expect(counts.latest()).toBeUndefined();
});

it('reads again at once when the cluster has lost something, once for all that is lost together', async () => {
  const { clock, readings, counts } = world();
  clock.advance(5_000);
  counts.refresh();
  clock.advance(50);
  expect(readings).toHaveLength(1);
  readings[0]?.resolve(apps);
  await answered();
  for (let bucket = 0; bucket < 20; bucket += 1) counts.refresh();
  clock.advance(50);
  expect(readings).toHaveLength(2);
  readings[1]?.resolve([]);
  await answered();
  expect(counts.latest()).toEqual([]);
  counts.refresh();
  counts.close();
  clock.advance(60_000);
  expect(readings).toHaveLength(2);
});

it('forgets the numbers when a reading fails', async () => {
  const { clock, readings, counts } = world();
  clock.advance(5_000);
  readings[0]?.resolve(found);
  await answered();
  clock.advance(5_000);
  readings[1]?.reject(new Error('away'));
  await answered();
  expect(counts.latest()).toBeUndefined();
  counts.close();
  clock.advance(60_000);
  expect(readings).toHaveLength(2);
});
