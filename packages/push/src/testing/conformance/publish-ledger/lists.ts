import { walkPages } from '../walk-pages.js';
import { PlayedPublish, reach, retried } from './played-publish.js';
import type { PublishLedgerFixture, PublishLedgerSubject } from './publish-ledger-subject.js';

const hour = 3_600_000;

/** Which publishes wait for their time, are planned, or wait for somebody to look at them. */
export function describeLists({ create }: PublishLedgerSubject): void {
  test('publishes whose time has not come are listed, the earliest first', async () => {
    await using fixture = await create();
    const { ledger, clock } = fixture;
    const schedule = (id: string, hours: number, appId = 'app') =>
      PlayedPublish.create(ledger, {
        ...{ id, appId, acceptedAtMs: clock.wall(), notBeforeMs: clock.wall() + hours * hour },
      });
    for (const [index, hours] of [3, 1, 20, 5, 4].entries()) await schedule(`pub_${index}`, hours);
    await schedule('other', 2, 'other');
    await PlayedPublish.create(ledger, { id: 'now' });
    expect(await scheduledIds(fixture)).toEqual(['pub_1', 'pub_0', 'pub_4', 'pub_3', 'pub_2']);
    expect(await scheduledIds(fixture, 'other')).toEqual(['other']);
    expect(await scheduledIds(fixture, 'nobody')).toEqual([]);
    const page = await ledger.scheduled('app', { limit: 1 });
    expect(page.items).toEqual([await ledger.status('app', 'pub_1')]);
  });

  test('a scheduled publish that begins or is stopped is not listed any more', async () => {
    await using fixture = await create();
    const { ledger, clock } = fixture;
    const schedule = (id: string) =>
      PlayedPublish.create(ledger, { id, acceptedAtMs: clock.wall(), notBeforeMs: clock.wall() + hour });
    const [first, second, third] = [await schedule('a'), await schedule('b'), await schedule('c')];
    await schedule('d');
    await first.stop('cancelled');
    await second.commit({ to: { target: 1 }, reached: [] });
    await third.commit({ reached: [] });
    expect(await scheduledIds(fixture)).toEqual(['d']);
    await clock.advance(2 * hour);
    expect(await scheduledIds(fixture)).toEqual(['d']);
  });

  test('a scheduled publish that is created again with another time keeps its own', async () => {
    await using fixture = await create();
    const { ledger, clock } = fixture;
    const acceptedAtMs = clock.wall();
    const { publish } = await PlayedPublish.create(ledger, {
      acceptedAtMs,
      notBeforeMs: acceptedAtMs + hour,
    });
    await PlayedPublish.create(ledger, { acceptedAtMs, notBeforeMs: acceptedAtMs + 2 * hour });
    const items = await walkPages((query) => ledger.scheduled('app', query));
    expect(items.map(({ notBeforeMs }) => notBeforeMs)).toEqual([publish.notBeforeMs]);
  });

  test('those that are being planned are counted, app by app', async () => {
    await using fixture = await create();
    const { ledger } = fixture;
    const begin = async (id: string, appId = 'app') => {
      const played = await PlayedPublish.create(ledger, { id, appId });
      await played.commit({ to: { target: 1 }, reached: reach(['a']) });
      return played;
    };
    await PlayedPublish.create(ledger, { id: 'queued' });
    expect(await ledger.planning('app')).toBe(0);
    const [first, second] = [await begin('a'), await begin('b'), await begin('c'), await begin('d', 'other')];
    expect(await ledger.planning('app')).toBe(3);
    expect(await ledger.planning('other')).toBe(1);
    await second.commit({ from: { target: 1 }, to: { target: 2 }, reached: [] });
    expect(await ledger.planning('app')).toBe(3);
    await first.stop('cancelled');
    expect(await ledger.planning('app')).toBe(2);
    await second.commit({ from: { target: 2 }, reached: [] });
    expect(await ledger.planning('app')).toBe(1);
  });

  test('a publish of which nothing is heard is stalled, until something is', async () => {
    await using fixture = await create();
    const { ledger, clock } = fixture;
    const acceptedAtMs = clock.wall();
    const played = await PlayedPublish.create(ledger, { acceptedAtMs });
    const expectHeardNow = async () => {
      expect(await stalledIds(fixture, clock.wall())).toEqual([]);
      await clock.advance(1_000);
      expect(await stalledIds(fixture, clock.wall())).toEqual(['pub_1']);
    };
    await expectHeardNow();
    const [batch] = await played.plan({ to: { target: 1 }, reached: reach(['a', 'b']) });
    await expectHeardNow();
    await played.tried(batch?.number ?? -1);
    await expectHeardNow();
    await played.record(batch?.number ?? -1, [retried('a', clock.wall())]);
    await expectHeardNow();
    await ledger.touched('app', 'pub_1', clock.wall());
    await expectHeardNow();
    await played.stop('cancelled');
    await expectHeardNow();
  });

  test('whoever looked long ago hides nothing that was heard since', async () => {
    await using fixture = await create();
    const { ledger, clock } = fixture;
    await PlayedPublish.create(ledger, { acceptedAtMs: clock.wall() });
    await ledger.touched('app', 'pub_1', clock.wall() - 5_000);
    expect(await stalledIds(fixture, clock.wall())).toEqual([]);
  });

  test('a publish that has ended, and whose app was told, is never stalled', async () => {
    await using fixture = await create();
    const { ledger, clock } = fixture;
    const ends: readonly ((played: PlayedPublish) => Promise<unknown>)[] = [
      async (played) => {
        await played.commit({ reached: [] });
        await played.told('succeeded');
      },
      async (played) => {
        await played.stop('expired');
        await played.told('expired');
      },
      async (played) => {
        await played.commit({ reached: reach(['a']) });
        const [number = -1] = await played.openBatches();
        await played.stop('cancelled');
        await played.told('dispatching');
        await played.told('cancelled');
        await played.recordAll(number, 'cancelled', ['a']);
      },
    ];
    for (const [index, end] of ends.entries()) {
      await end(await PlayedPublish.create(ledger, { id: `pub_${index}`, acceptedAtMs: clock.wall() }));
    }
    await clock.advance(hour);
    expect(await stalledIds(fixture, clock.wall())).toEqual([]);
    // Nor when somebody publishes it again.
    await PlayedPublish.create(ledger, { id: 'pub_0', acceptedAtMs: clock.wall() });
    await clock.advance(hour);
    expect(await stalledIds(fixture, clock.wall())).toEqual([]);
  });

  test('nothing is missed of a publish whose time has not come', async () => {
    await using fixture = await create();
    const { ledger, clock } = fixture;
    const acceptedAtMs = clock.wall();
    await PlayedPublish.create(ledger, { acceptedAtMs, notBeforeMs: acceptedAtMs + hour });
    await clock.advance(hour);
    expect(await stalledIds(fixture, clock.wall())).toEqual([]);
    await clock.advance(1);
    expect(await stalledIds(fixture, clock.wall())).toEqual(['pub_1']);
  });

  test('as many stalled ones as were asked for, of all apps', async () => {
    await using fixture = await create();
    const { ledger, clock } = fixture;
    const acceptedAtMs = clock.wall();
    const played: PlayedPublish[] = [];
    for (let index = 0; index < 30; index += 1) {
      const name = { id: `pub_${index}`, appId: `app-${index % 3}` };
      played.push(await PlayedPublish.create(ledger, { ...name, acceptedAtMs }));
    }
    await clock.advance(1_000);
    // What was heard of since does not take up the room of what was not.
    for (const { publish } of played.slice(0, 20))
      await ledger.touched(publish.appId, publish.id, clock.wall());
    const stalled = await ledger.stalled(clock.wall(), 4);
    const names = stalled.map(({ appId, publishId }) => `${appId} ${publishId}`);
    expect(new Set(names).size).toBe(4);
    const possible = played.slice(20).map(({ publish }) => `${publish.appId} ${publish.id}`);
    expect(possible).toEqual(expect.arrayContaining(names));
    expect(await ledger.stalled(clock.wall(), 100)).toHaveLength(10);
  });
}

async function scheduledIds({ ledger }: PublishLedgerFixture, appId = 'app'): Promise<readonly string[]> {
  const items = await walkPages((query) => ledger.scheduled(appId, query));
  return items.map(({ publishId }) => publishId);
}

async function stalledIds({ ledger }: PublishLedgerFixture, before: number): Promise<readonly string[]> {
  const stalled = await ledger.stalled(before, 100);
  return stalled.map(({ publishId }) => publishId);
}
