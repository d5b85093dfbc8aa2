import { samplePublish } from '../../samples.js';
import { deviceNames, ended, keyOf, PlayedPublish, reach, retried } from './played-publish.js';
import type { PublishLedgerSubject } from './publish-ledger-subject.js';

const fresh = { attempts: 0, notBeforeMs: 0, firstAttemptAtMs: 0 };
const at = Date.UTC(2026, 0, 1, 12);

/** What is open of a batch, and how results are counted. */
export function describeResults({ create }: PublishLedgerSubject): void {
  test('a planned delivery is open, and may be attempted at once', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a']);
    const [number = -1] = await played.openBatches();
    const deliveries = [{ key: 'd:a', ...fresh }];
    expect(await played.batch(number)).toEqual({ state: 'dispatching', deliveries });
    expect(await played.batch(number + 1)).toBeUndefined();
  });

  test('what is recorded is counted, and open no longer', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, deviceNames(6));
    const [number = -1] = await played.openBatches();
    const { counted } = await played.record(number, [
      ended('device-0', 'succeeded'),
      ended('device-1', 'failed'),
      { key: 'd:device-2', attempted: false, outcome: 'expired' },
      { key: 'd:device-3', attempted: false, outcome: 'cancelled' },
      ended('device-4', 'deadLettered'),
    ]);
    expect(counted).toEqual(new Set(deviceNames(5).map(keyOf)));
    expect((await played.status()).counters).toEqual({
      ...{ planned: 6, succeeded: 1, failed: 1, expired: 1, cancelled: 1, deadLettered: 1 },
      ...{ dispatched: 3, retryScheduled: 0, retryAttempted: 0 },
    });
    expect((await played.batch(number))?.deliveries).toEqual([{ key: 'd:device-5', ...fresh }]);
  });

  test('recording twice counts once, whatever the second one says', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a', 'b']);
    const [number = -1] = await played.openBatches();
    const twice = await played.record(number, [ended('a', 'succeeded'), ended('a', 'failed')]);
    expect(twice.counted).toEqual(new Set(['d:a']));
    const { counters } = await played.status();
    expect(counters).toMatchObject({ succeeded: 1, failed: 0, dispatched: 1 });
    const again = await played.record(number, [ended('a', 'expired'), retried('a', at)]);
    expect(again).toEqual({ counted: new Set() });
    expect((await played.status()).counters).toEqual(counters);
  });

  test('what is not of the batch is not counted', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const [one, two] = await played.plan({ reached: [...reach(['a']), ...reach(['b'], 'hms')] });
    if (one === undefined || two === undefined) throw new Error('There are two providers');
    expect((await played.recordAll(one.number, 'succeeded', ['b', 'c'])).counted.size).toBe(0);
    expect((await played.recordAll(two.number + 1, 'succeeded', ['a'])).counted.size).toBe(0);
    expect((await played.recordAll(one.number, 'succeeded', [])).counted.size).toBe(0);
    expect((await played.status()).counters).toMatchObject({ planned: 2, succeeded: 0, dispatched: 0 });
  });

  test('what is to be attempted again stays open, and says when', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a', 'b']);
    const [number = -1] = await played.openBatches();
    expect(await played.record(number, [retried('a', at)])).toEqual({ counted: new Set(['d:a']) });
    await played.record(number, [retried('a', at + 1_000, at + 5_000)]);
    const open = (await played.batch(number))?.deliveries;
    expect(open).toHaveLength(2);
    expect(open).toContainEqual({ key: 'd:b', ...fresh });
    const times = { notBeforeMs: at + 5_000, firstAttemptAtMs: at };
    expect(open).toContainEqual({ key: 'd:a', attempts: 2, ...times });
    expect((await played.status()).counters).toMatchObject({
      ...{ dispatched: 2, retryScheduled: 2, retryAttempted: 1, succeeded: 0 },
    });
    await played.recordAll(number, 'succeeded', ['a']);
    expect((await played.status()).counters).toMatchObject({
      ...{ dispatched: 3, retryScheduled: 2, retryAttempted: 2, succeeded: 1 },
    });
  });

  test('the same attempt that is recorded again counts nothing', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a']);
    const [number = -1] = await played.openBatches();
    await played.record(number, [retried('a', at)]);
    const before = { batch: await played.batch(number), status: await played.status() };
    expect((await played.record(number, [retried('a', at)])).counted.size).toBe(0);
    expect({ batch: await played.batch(number), status: await played.status() }).toEqual(before);
  });

  test('what is put off without an attempt waits, and nothing was attempted', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a']);
    const [number = -1] = await played.openBatches();
    const result = { ...retried('a', at, at + 30_000), attempted: false };
    expect((await played.record(number, [result])).counted).toEqual(new Set(['d:a']));
    const waits = { key: 'd:a', attempts: 0, notBeforeMs: at + 30_000, firstAttemptAtMs: 0 };
    expect((await played.batch(number))?.deliveries).toEqual([waits]);
    const { counters } = await played.status();
    expect(counters).toMatchObject({ dispatched: 0, retryScheduled: 0, retryAttempted: 0 });
  });

  test('concurrent recorders neither lose nor double a count', async () => {
    await using fixture = await create();
    const devices = deviceNames(300);
    const played = await PlayedPublish.planned(fixture.ledger, devices);
    const numbers = await played.openBatches();
    const recorders = Array.from({ length: 4 }, () =>
      numbers.flatMap((number) => [0, 1, 2, 3].map((part) => recordPart(played, number, part))),
    );
    const recorded = await Promise.all(recorders.flat());
    const counted = recorded.flatMap((each) => [...each.counted]);
    expect(counted.sort()).toEqual(devices.map(keyOf).sort());
    const changed = recorded.flatMap((each) => each.changed ?? []);
    expect(changed).toEqual([await played.status()]);
    expect(changed[0]).toMatchObject({ state: 'succeeded', counters: { succeeded: 300, dispatched: 300 } });
  });

  test('what was planned of one publish is not open of another', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a']);
    const [number = -1] = await played.openBatches();
    for (const changes of [{ id: 'pub_2' }, { appId: 'other' }]) {
      const other = new PlayedPublish(fixture.ledger, samplePublish('pub_1', changes));
      expect(await other.batch(number)).toBeUndefined();
      expect((await other.recordAll(number, 'succeeded', ['a'])).counted.size).toBe(0);
    }
    expect((await played.status()).counters.succeeded).toBe(0);
  });
}

/** Every recorder sends the whole batch, each beginning somewhere else. */
function recordPart(
  played: PlayedPublish,
  number: number,
  part: number,
): ReturnType<PlayedPublish['record']> {
  const first = number * 100;
  const devices = Array.from({ length: 300 }, (_, index) => `device-${(first + part * 25 + index) % 300}`);
  return played.recordAll(number, 'succeeded', devices);
}
