import { FakeClock } from '@shoal/queue/testing';
import { eventually } from '@shoal/testing';
import { RedisPublishLedger } from '../../src/store/redis/ledger/redis-publish-ledger.js';
import {
  KEEP_MS,
  PlayedPublish,
  reach,
} from '../../src/testing/conformance/publish-ledger/played-publish.js';
import { samplePublish } from '../../src/testing/samples.js';
import { openScope, startSingle } from './redis-places.js';

let place: Awaited<ReturnType<typeof startSingle>>;

beforeAll(async () => {
  place = await startSingle();
});

afterAll(() => place[Symbol.asyncDispose]());

const day = 86_400_000;

function setUp() {
  const scope = openScope(place.client);
  const clock = new FakeClock();
  const ledger = new RedisPublishLedger({ ...scope, clock });
  const base = `${scope.prefix}{publish:app:pub_1}:`;
  return {
    ...{ ...scope, clock, ledger },
    /** Of each key of the publish, how long it stays. */
    async lifetimes(): Promise<ReadonlyMap<string, number>> {
      const keys = await place.client.keys(`${base}*`);
      const times = await Promise.all(keys.map((key) => place.client.pttl(key)));
      const entries = keys.map((key, at): [string, number] => [key.slice(base.length), times[at] ?? -1]);
      return new Map(entries.sort());
    },
  };
}

test('all of a publish that has not ended has a lifetime, far beyond its retries', async () => {
  await using fixture = setUp();
  const played = await PlayedPublish.create(fixture.ledger);
  await played.plan({ to: { target: 1 }, reached: reach(['a', 'b']) });
  const lifetimes = await fixture.lifetimes();
  expect([...lifetimes.keys()]).toEqual(['batch:0', 'batches', 'publish', 'reached', 'status', 'untried']);
  for (const milliseconds of lifetimes.values()) {
    expect(milliseconds).toBeGreaterThan(KEEP_MS + day);
    expect(milliseconds).toBeLessThanOrEqual(KEEP_MS + 2 * day);
  }
});

test('the plan takes what it needed with it, and the last delivery what was open', async () => {
  await using fixture = setUp();
  const played = await PlayedPublish.planned(fixture.ledger, ['a', 'b']);
  expect([...(await fixture.lifetimes()).keys()]).toEqual([
    ...['batch:0', 'batches', 'publish', 'status', 'untried'],
  ]);
  await played.tried(0);
  await played.recordAll(0, 'succeeded', ['a', 'b']);
  const lifetimes = await fixture.lifetimes();
  expect([...lifetimes.keys()]).toEqual(['publish', 'status']);
  for (const milliseconds of lifetimes.values()) {
    expect(milliseconds).toBeGreaterThan(KEEP_MS - 60_000);
    expect(milliseconds).toBeLessThanOrEqual(KEEP_MS);
  }
  await played.told('dispatching');
  await played.told('succeeded');
  expect(await place.client.keys(`${fixture.prefix}*`)).toHaveLength(2);
});

test('a scheduled publish is kept until after its time', async () => {
  await using fixture = setUp();
  const notBeforeMs = fixture.clock.wall() + 100 * day;
  await PlayedPublish.create(fixture.ledger, { acceptedAtMs: fixture.clock.wall(), notBeforeMs });
  for (const milliseconds of (await fixture.lifetimes()).values()) {
    expect(milliseconds).toBeGreaterThan(100 * day + KEEP_MS);
  }
});

test('a publish that was kept long enough is forgotten, and its id is free', async () => {
  await using fixture = setUp();
  const { ledger, clock } = fixture;
  const publish = samplePublish('pub_1', { acceptedAtMs: clock.wall() });
  await ledger.create(publish, { keepMs: 50 });
  await ledger.stop('app', 'pub_1', { state: 'cancelled', reason: 'x' });
  await eventually(async () => (await ledger.status('app', 'pub_1')) === undefined);
  expect(await ledger.find('app', 'pub_1')).toBeUndefined();
  expect((await ledger.create(publish, { keepMs: 50 })).isNew).toBe(true);
});

test('what is left over in the lists of publishes goes when somebody looks', async () => {
  await using fixture = setUp();
  const { ledger, clock, prefix } = fixture;
  const acceptedAtMs = clock.wall();
  const played = await PlayedPublish.create(ledger, { acceptedAtMs, notBeforeMs: acceptedAtMs + 1_000 });
  await played.plan({ to: { target: 1 }, reached: [] });
  await PlayedPublish.create(ledger, { id: 'pub_2', acceptedAtMs, notBeforeMs: acceptedAtMs + 1_000 });
  // As if all of it had been forgotten meanwhile.
  await place.client.del(...(await place.client.keys(`${prefix}{publish:*`)));
  expect(await ledger.planning('app')).toBe(1);
  await clock.advance(day);
  expect(await ledger.planning('app')).toBe(0);
  expect(await ledger.scheduled('app', { limit: 5 })).toEqual({ items: [] });
  expect(await ledger.stalled(clock.wall(), 5)).toEqual([]);
  expect(await place.client.keys(`${prefix}*`)).toEqual([]);
});

test('a prefix that would replace the hash tags is refused', async () => {
  await using scope = openScope(place.client);
  const ledger = new RedisPublishLedger({ link: scope.link, prefix: '{all}:' });
  await expect(ledger.status('app', 'pub_1')).rejects.toThrow(/has a brace/);
});
