import type { DeliveryResult } from '../../../../store/publish-ledger.js';
import { keyOf, PlayedPublish, reach } from '../played-publish.js';
import type { PublishLedgerSubject } from '../publish-ledger-subject.js';

const states = ['cancelled', 'quota_exceeded', 'expired'] as const;

/** How a publish is stopped before its end. */
export function describeStops({ create }: PublishLedgerSubject): void {
  test.each(states)('one that is stopped as %s before it begins is over', async (state) => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const stopped = await played.stop(state, 'in a few words');
    const end = { state, errorReason: 'in a few words', endedAtMs: fixture.clock.wall() };
    expect(stopped).toMatchObject({ isChanged: true, status: end });
    expect(await played.status()).toEqual(stopped?.status);
    expect(await played.progress()).toMatchObject({ place: undefined, state, open: [] });
    expect(await played.commit({ reached: reach(['a']) })).toBeUndefined();
    expect(await played.tried(0)).toBe(false);
  });

  test.each(states)('one that is stopped as %s while it is planned ends with what is open', async (state) => {
    await using fixture = await create();
    const { clock } = fixture;
    const played = await PlayedPublish.create(fixture.ledger);
    const [batch] = await played.plan({ to: { target: 1 }, reached: reach(['a', 'b', 'c']) });
    const number = batch?.number ?? -1;
    await played.recordAll(number, 'succeeded', ['a']);
    const stopped = await played.stop(state);
    expect(stopped?.isChanged).toBe(true);
    expect(stopped?.status).toMatchObject({ state, counters: { planned: 3, succeeded: 1, cancelled: 0 } });
    expect(stopped?.status).not.toHaveProperty('endedAtMs');
    expect(await played.commit({ from: { target: 1 }, reached: reach(['d']) })).toBeUndefined();
    expect(await played.tried(number)).toBe(false);
    const open = await played.batch(number);
    expect(open?.state).toBe(state);
    expect(open?.deliveries.map(({ key }) => key).sort()).toEqual(['d:b', 'd:c']);
    await clock.advance(1_000);
    expect(await played.record(number, [unsent('b')])).toEqual({ counted: new Set(['d:b']) });
    expect(await played.status()).not.toHaveProperty('endedAtMs');
    // Nobody is told again: it is what it was.
    expect(await played.recordAll(number, 'succeeded', ['c'])).toEqual({ counted: new Set(['d:c']) });
    expect(await played.status()).toMatchObject({
      ...{ state, endedAtMs: clock.wall() },
      counters: { planned: 3, succeeded: 2, cancelled: 1, dispatched: 2 },
    });
  });

  test('one that is cancelled while it is dispatched ends with what is open', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a', 'b']);
    const [number = -1] = await played.openBatches();
    expect(await played.stop('cancelled')).toMatchObject({ isChanged: true, status: { state: 'cancelled' } });
    expect((await played.batch(number))?.state).toBe('cancelled');
    await played.record(number, [unsent('a'), unsent('b')]);
    expect(await played.batch(number)).toBeUndefined();
    expect(await played.status()).toMatchObject({
      ...{ state: 'cancelled', endedAtMs: fixture.clock.wall(), errorReason: 'words' },
      counters: { planned: 2, cancelled: 2, dispatched: 0 },
    });
  });

  test('one that is cancelled while all that was planned of it is done is over', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const [batch] = await played.plan({ to: { target: 1 }, reached: reach(['a']) });
    await played.recordAll(batch?.number ?? -1, 'succeeded', ['a']);
    const stopped = await played.stop('cancelled');
    expect(stopped).toMatchObject({ isChanged: true, status: { endedAtMs: fixture.clock.wall() } });
    expect(stopped?.status.counters).toMatchObject({ planned: 1, succeeded: 1 });
  });

  test('what has come to a terminal state keeps it', async () => {
    await using fixture = await create();
    const over = await PlayedPublish.create(fixture.ledger, { id: 'pub_1' });
    await over.commit({ reached: [] });
    const status = await over.status();
    expect(await over.stop('cancelled')).toEqual({ isChanged: false, status });
    expect(await over.status()).toEqual(status);
    const stopped = await PlayedPublish.create(fixture.ledger, { id: 'pub_2' });
    const first = await stopped.stop('quota_exceeded', 'the first');
    expect(await stopped.stop('cancelled', 'the second')).toEqual({
      isChanged: false,
      status: first?.status,
    });
  });

  test('of many who stop it at once one has', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a']);
    const stops = await Promise.all(Array.from({ length: 8 }, () => played.stop('cancelled')));
    expect(stops.filter((stopped) => stopped?.isChanged)).toHaveLength(1);
  });

  test('a cancel and the last result do not both say how it ended', async () => {
    await using fixture = await create();
    for (let run = 0; run < 10; run += 1) {
      const played = await PlayedPublish.create(fixture.ledger, { id: `pub_${run}` });
      await played.commit({ reached: reach(['a']) });
      const [number = -1] = await played.openBatches();
      const [recorded, stopped] = await Promise.all([
        played.recordAll(number, 'succeeded', ['a']),
        played.stop('cancelled'),
      ]);
      const told = [recorded.changed, stopped?.isChanged ? stopped.status : undefined];
      const states = told.flatMap((each) => each?.state ?? []);
      expect(states).toEqual([(await played.status()).state]);
      expect((await played.status()).endedAtMs).toBe(fixture.clock.wall());
    }
  });
}

function unsent(device: string): DeliveryResult {
  return { key: keyOf(device), attempted: false, outcome: 'cancelled' };
}
