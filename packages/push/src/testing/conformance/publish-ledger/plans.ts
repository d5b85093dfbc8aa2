import type { DeliveryKey, PlannedBatch, PlanPlace } from '../../../store/publish-ledger.js';
import { samplePublish } from '../../samples.js';
import { deviceNames, ended, KEEP_MS, PlayedPublish, reach } from './played-publish.js';
import type { PublishLedgerSubject } from './publish-ledger-subject.js';

const none = {
  ...{ planned: 0, succeeded: 0, failed: 0, expired: 0, cancelled: 0, deadLettered: 0 },
  ...{ dispatched: 0, retryScheduled: 0, retryAttempted: 0 },
};

/** How a publish comes into the ledger, and how its audience becomes batches. */
export function describePlans({ create }: PublishLedgerSubject): void {
  test('a new publish is queued, and found as it was given', async () => {
    await using fixture = await create();
    const publish = samplePublish('pub_1', {
      targets: [
        { type: 'client', clientId: 'c "1"' },
        { type: 'recipient', recipient: { transportType: 'apns', deviceToken: 'raw' } },
      ],
      ...{ notBeforeMs: Date.UTC(2026, 0, 2), expiresAtMs: Date.UTC(2026, 0, 3) },
    });
    const { acceptedAtMs, notBeforeMs } = publish;
    const status = {
      appId: 'app',
      publishId: 'pub_1',
      state: 'queued',
      counters: none,
      acceptedAtMs,
      notBeforeMs,
    };
    expect(await fixture.ledger.create(publish, { keepMs: KEEP_MS })).toEqual({ isNew: true, status });
    expect(await fixture.ledger.status('app', 'pub_1')).toEqual(status);
    expect(await fixture.ledger.find('app', 'pub_1')).toEqual(publish);
    expect(await fixture.ledger.plan('app', 'pub_1')).toEqual({
      ...{ place: { target: 0 }, state: 'queued', untried: 0, open: [] },
      ...{ planned: {}, untold: [] },
      nextBatch: expect.any(Number),
    });
  });

  test('what was never published is unknown', async () => {
    await using fixture = await create();
    const played = new PlayedPublish(fixture.ledger, samplePublish('pub_1'));
    expect(await fixture.ledger.status('app', 'pub_1')).toBeUndefined();
    expect(await fixture.ledger.find('app', 'pub_1')).toBeUndefined();
    expect(await fixture.ledger.plan('app', 'pub_1')).toBeUndefined();
    expect(await played.commit({ reached: reach(['a']) })).toBeUndefined();
    expect(await played.batch(0)).toBeUndefined();
    expect(await played.recordAll(0, 'succeeded', ['a'])).toEqual({ counted: new Set() });
    expect(await played.tried(0)).toBe(false);
    expect(await played.stop('cancelled')).toBeUndefined();
    await fixture.ledger.touched('app', 'pub_1', fixture.clock.wall());
    expect(await fixture.ledger.status('app', 'pub_1')).toBeUndefined();
  });

  test('a publish that is created again stays as it is', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a']);
    const other = samplePublish('pub_1', { payloads: { wns: '{}' }, acceptedAtMs: Date.UTC(2026, 5, 1) });
    const again = await fixture.ledger.create(other, { keepMs: KEEP_MS });
    expect(again).toEqual({ isNew: false, status: await played.status() });
    expect(again.status.state).toBe('dispatching');
    expect(await fixture.ledger.find('app', 'pub_1')).toEqual(played.publish);
  });

  test('of many who create it at once one has made it', async () => {
    await using fixture = await create();
    const created = await Promise.all(
      Array.from({ length: 8 }, () => fixture.ledger.create(samplePublish('pub_1'), { keepMs: KEEP_MS })),
    );
    expect(created.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  test('publishes are apart, whatever they and their apps are called', async () => {
    await using fixture = await create();
    const names = ['a', 'a:b', 'a}', '{a}', 'a{b', 'ä b\n', '%3A', 'a:status'];
    const all = names.flatMap((appId) => names.map((id) => ({ appId, id })));
    for (const name of all) {
      const { publish, ...played } = await PlayedPublish.create(fixture.ledger, name);
      expect([publish.appId, publish.id, played]).toEqual([name.appId, name.id, expect.anything()]);
      await fixture.ledger.stop(name.appId, name.id, { state: 'cancelled', reason: JSON.stringify(name) });
    }
    for (const { appId, id } of all) {
      const status = await fixture.ledger.status(appId, id);
      expect(status).toMatchObject({ appId, publishId: id, errorReason: JSON.stringify({ appId, id }) });
    }
  });

  test('the plan goes page by page, and the state with it', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const first = await played.commit({ to: { target: 0, after: 'b' }, reached: reach(['a', 'b']) });
    expect(first?.changed).toMatchObject({ state: 'planning', counters: { ...none, planned: 2 } });
    expect((await played.progress()).place).toEqual({ target: 0, after: 'b' });
    const from = { target: 0, after: 'b' };
    const second = await played.commit({ from, to: { target: 1 }, reached: reach(['c']) });
    expect(second?.changed).toBeUndefined();
    expect((await played.progress()).place).toEqual({ target: 1 });
    const third = await played.commit({ from: { target: 1 }, reached: reach(['d'], 'apns') });
    expect(third?.changed).toMatchObject({ state: 'dispatching', counters: { ...none, planned: 4 } });
    expect(third?.changed).toEqual(await played.status());
    expect(await played.progress()).toMatchObject({ place: undefined, state: 'dispatching' });
  });

  test('a page from anywhere but the place of the plan does nothing', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const step = { to: { target: 0, after: '' }, reached: reach(['a']) };
    for (const from of [{ target: 1 }, { target: 0, after: 'a' }, { target: 0, after: '' }]) {
      expect(await played.commit({ ...step, from })).toBeUndefined();
    }
    expect((await played.status()).state).toBe('queued');
    expect(await played.commit(step)).toBeDefined();
    const progress = await played.progress();
    expect(await played.commit(step)).toBeUndefined();
    expect(await played.progress()).toEqual(progress);
    expect((await played.status()).counters.planned).toBe(1);
    expect(await played.commit({ from: { target: 0, after: '' }, reached: reach(['b']) })).toBeDefined();
    expect(await played.commit({ from: { target: 0, after: '' }, reached: reach(['c']) })).toBeUndefined();
    expect(await played.commit(step)).toBeUndefined();
    expect((await played.status()).counters.planned).toBe(2);
  });

  test('of many planners at the same place one commits its page', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const planners = await Promise.all(
      deviceNames(8).map((device) => played.commit({ to: { target: 1 }, reached: reach([device]) })),
    );
    expect(planners.filter((committed) => committed !== undefined)).toHaveLength(1);
    expect((await played.status()).counters.planned).toBe(1);
  });

  test('a batch has at most 100 deliveries of one provider, and its own number', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const { nextBatch } = await played.progress();
    const mixed = deviceNames(250).flatMap((device, index) =>
      index < 30 ? [...reach([device]), ...reach([`apple-${device}`], 'apns')] : reach([device]),
    );
    const first = await played.plan({ to: { target: 1 }, reached: mixed });
    expect(sizesOf(first)).toEqual(['apns 30', 'fcm 100', 'fcm 100', 'fcm 50']);
    expect(keysOf(first)).toEqual(mixed.map(({ key }) => key).sort());
    const second = await played.plan({ from: { target: 1 }, reached: reach(['last']) });
    const numbers = [...first, ...second].map(({ number }) => number);
    expect(numbers.sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4].map((at) => nextBatch + at));
    expect((await played.progress()).nextBatch).toBe(nextBatch + 5);
    for (const { number, keys } of [...first, ...second]) {
      const batch = await played.batch(number);
      expect(batch?.deliveries.map(({ key }) => key).sort()).toEqual([...keys].sort());
    }
  });

  test('a page that reached nobody only moves on', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    expect(await played.plan({ to: { target: 1 }, reached: [] })).toEqual([]);
    expect(await played.progress()).toMatchObject({ place: { target: 1 }, untried: 0, open: [] });
  });

  test('what an earlier target or page has reached is left out', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const raw = { provider: 'apns', key: 'r:2' } as const;
    const first = await played.plan({ to: { target: 1 }, reached: [...reach(['a', 'b', 'a']), raw] });
    expect(keysOf(first)).toEqual(['d:a', 'd:b', 'r:2']);
    const second = await played.plan({ from: { target: 1 }, to: { target: 2 }, reached: reach(['b', 'c']) });
    expect(keysOf(second)).toEqual(['d:c']);
    const [{ number } = { number: -1 }] = second;
    await played.recordAll(number, 'succeeded', ['c']);
    expect(await played.plan({ from: { target: 2 }, reached: reach(['a', 'c']) })).toEqual([]);
    expect((await played.status()).counters.planned).toBe(4);
  });

  test('it can be asked who was not reached before', async () => {
    await using fixture = await create();
    const { ledger } = fixture;
    const played = await PlayedPublish.create(ledger);
    const keys = ['d:a', 'd:b', 'r:2'] as const;
    const unreached = (from: PlanPlace, asked: readonly DeliveryKey[] = keys) =>
      ledger.unreached('app', 'pub_1', { from, keys: asked });
    expect(await unreached({ target: 0 })).toEqual(new Set(keys));
    expect(await unreached({ target: 1 })).toBeUndefined();
    await played.plan({ to: { target: 1 }, reached: reach(['b', 'c']) });
    expect(await unreached({ target: 0 })).toBeUndefined();
    expect(await unreached({ target: 1 })).toEqual(new Set(['d:a', 'r:2']));
    expect(await unreached({ target: 1 }, [])).toEqual(new Set());
    await played.plan({ from: { target: 1 }, reached: [] });
    expect(await unreached({ target: 1 })).toBeUndefined();
  });

  test('the plan says how many deliveries there are of each provider, whatever became of them', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    expect((await played.progress()).planned).toEqual({});
    await played.plan({ to: { target: 1 }, reached: [...reach(deviceNames(130)), ...reach(['b'], 'wns')] });
    const [number = -1] = await played.openBatches();
    await played.recordAll(number, 'failed', deviceNames(1));
    await played.plan({ from: { target: 1 }, reached: [...reach(deviceNames(10)), ...reach(['c'], 'wns')] });
    expect((await played.progress()).planned).toEqual({ fcm: 130, wns: 2 });
  });

  test('a single target needs no such care, and gets none', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const isDeduplicated = false;
    const step = { to: { target: 0, after: 'a' }, reached: reach(['a']), isDeduplicated };
    expect(keysOf(await played.plan(step))).toEqual(['d:a']);
    const next = { from: { target: 0, after: 'a' }, reached: reach(['a']), isDeduplicated };
    expect(keysOf(await played.plan(next))).toEqual(['d:a']);
    expect((await played.status()).counters.planned).toBe(2);
  });

  test('the plan says which batches are open, and how many of them nobody has tried', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const [one, two] = await played.plan({
      to: { target: 1 },
      reached: [...reach(['a', 'b']), ...reach(['c'], 'wns')],
    });
    if (one === undefined || two === undefined) throw new Error('There are two providers');
    const places = [one, two].map(({ number, provider }) => ({ number, provider }));
    expect(await played.progress()).toMatchObject({ untried: 2, open: places });
    expect(await played.tried(one.number)).toBe(true);
    expect(await played.tried(one.number)).toBe(true);
    expect(await played.progress()).toMatchObject({ untried: 1, open: places });
    await played.record(two.number, [{ key: 'd:c', attempted: true, outcome: 'succeeded' }]);
    expect(await played.progress()).toMatchObject({ untried: 0, open: places.slice(0, 1) });
    expect(await played.tried(two.number)).toBe(true);
    await played.plan({ from: { target: 1 }, reached: reach(['d']) });
    expect(await played.tried(one.number)).toBe(false);
    expect((await played.progress()).untried).toBe(1);
  });

  test('a batch of which something is open stays listed', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a', 'b']);
    const [number = -1] = await played.openBatches();
    await played.record(number, [ended('a', 'failed')]);
    expect(await played.openBatches()).toEqual([number]);
    await played.record(number, [ended('b', 'failed')]);
    expect(await played.openBatches()).toEqual([]);
  });
}

function sizesOf(batches: readonly PlannedBatch[]): readonly string[] {
  return batches.map(({ provider, keys }) => `${provider} ${keys.length}`).sort(byProviderThenSize);
}

function byProviderThenSize(one: string, other: string): number {
  const [provider = '', size] = one.split(' ');
  const [otherProvider = '', otherSize] = other.split(' ');
  return provider.localeCompare(otherProvider) || Number(otherSize) - Number(size);
}

function keysOf(batches: readonly PlannedBatch[]): readonly DeliveryKey[] {
  return batches.flatMap(({ keys }) => keys).sort();
}
