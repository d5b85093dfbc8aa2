import { FakeClock } from '@shoal/core/testing';
import { BucketSet } from '../buckets/bucket-set.js';
import { PlayedConnection } from '../testing/played-connection.js';
import { ToldStatuses } from './told-statuses.js';
import { locateUser } from './user-place.js';

function setUp() {
  const clock = new FakeClock();
  const buckets = new BucketSet({ connection: new PlayedConnection(), clock, prefix: '', count: 1 });
  const told: string[] = [];
  const statuses = new ToldStatuses(clock, (_appId, { userId, online }) => told.push(`${userId} ${online}`));
  const place = locateUser(buckets, 'app', 'u');
  const learn = (isOnline: boolean, version: number, epoch = 'e'): void =>
    statuses.learn(place, { isOnline, epoch, version });
  return { clock, statuses, place, told, learn };
}

test('the first that is known is for the first lists, and what differs from it is told at the end of the tick', () => {
  const { clock, statuses, place, told, learn } = setUp();
  statuses.watch(place, 'w');
  learn(true, 1);
  clock.settle();
  expect([statuses.toldOf(place), told]).toEqual([true, []]);
  learn(false, 2);
  expect(statuses.toldOf(place)).toBe(true);
  clock.settle();
  expect([statuses.toldOf(place), told]).toEqual([false, ['u false']]);
});

test('repetitions, older news and what is undone in the same tick are not told', () => {
  const { clock, statuses, place, told, learn } = setUp();
  statuses.watch(place, 'w');
  learn(true, 5);
  learn(true, 6);
  clock.settle();
  learn(false, 4);
  clock.settle();
  learn(false, 7);
  learn(true, 8);
  clock.settle();
  expect(told).toEqual([]);
  learn(false, 1, 'another epoch');
  clock.settle();
  expect(told).toEqual(['u false']);
});

test('who is not watched, or no longer, is of no interest', () => {
  const { clock, statuses, place, told, learn } = setUp();
  learn(true, 1);
  expect(statuses.toldOf(place)).toBeUndefined();
  statuses.watch(place, 'w');
  learn(true, 1);
  learn(false, 2);
  statuses.unwatch(place, 'w');
  clock.settle();
  expect([told, statuses.buckets]).toEqual([[], []]);
});

test('what is handed over counts as untold until the node tells it, and what comes meanwhile waits', () => {
  const { clock, statuses, place, told, learn } = setUp();
  statuses.watch(place, 'w');
  learn(false, 1);
  const handOver = statuses.handOver(place, { isOnline: true, epoch: 'e', version: 2 });
  expect(statuses.toldOf(place)).toBe(false);
  expect(statuses.handOver(place, { isOnline: false, epoch: 'e', version: 3 })).toBeUndefined();
  clock.settle();
  expect(told).toEqual([]);
  handOver?.end(true);
  expect([statuses.toldOf(place), told]).toEqual([true, []]);
  clock.settle();
  expect(told).toEqual(['u false']);
});

test('what the node was to tell, and cannot, is told after all', () => {
  const { clock, statuses, place, told } = setUp();
  statuses.watch(place, 'w');
  statuses.handOver(place, { isOnline: true, epoch: 'e', version: 2 })?.end(false);
  clock.settle();
  expect(told).toEqual(['u true']);
});

test('what those who watch know already is not handed over', () => {
  const { statuses, place, learn } = setUp();
  statuses.watch(place, 'w');
  learn(true, 1);
  expect(statuses.handOver(place, { isOnline: true, epoch: 'e', version: 2 })).toBeUndefined();
});
