import { terminalState } from '../../../../model/publish-status.js';
import { deviceNames, type FinalOutcome, PlayedPublish, reach, retried } from '../played-publish.js';
import type { PublishLedgerSubject } from '../publish-ledger-subject.js';

const outcomes: readonly FinalOutcome[] = ['succeeded', 'failed', 'expired', 'cancelled', 'deadLettered'];
const mixes = Array.from({ length: 2 ** outcomes.length }, (_, mask) =>
  outcomes.filter((_outcome, at) => (mask >> at) % 2 === 1),
);

/** How a publish comes to its end. */
export function describeEndings({ create }: PublishLedgerSubject): void {
  test('it ends as the mix of its outcomes says, every one of them', async () => {
    await using fixture = await create();
    for (const [index, mix] of mixes.entries()) {
      const played = await PlayedPublish.create(fixture.ledger, { id: `pub_${index}` });
      const planned = await played.commit({ reached: reach(mix) });
      const [number = -1] = await played.openBatches();
      const told = [planned?.changed];
      for (const outcome of mix) told.push((await played.recordAll(number, outcome, [outcome])).changed);
      const status = await played.status();
      expect({ mix, state: status.state }).toEqual({ mix, state: terminalState(status.counters) });
      const states = told.flatMap((changed) => changed?.state ?? []);
      expect(states).toEqual(mix.length === 0 ? ['succeeded'] : ['dispatching', status.state]);
      expect(told.at(-1)).toEqual(status);
    }
  });

  test('an empty audience ends at once as succeeded', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    const committed = await played.commit({ reached: [] });
    const status = { state: 'succeeded', endedAtMs: fixture.clock.wall() };
    expect(committed).toMatchObject({ batches: [], changed: status });
    expect(await played.status()).toMatchObject(status);
    expect((await played.status()).counters.planned).toBe(0);
  });

  test('it is over when the last delivery is, and says when that was', async () => {
    await using fixture = await create();
    const { clock } = fixture;
    const played = await PlayedPublish.planned(fixture.ledger, ['a', 'b']);
    const [number = -1] = await played.openBatches();
    expect((await played.recordAll(number, 'succeeded', ['a'])).changed).toBeUndefined();
    expect(await played.status()).not.toHaveProperty('endedAtMs');
    await clock.advance(5_000);
    expect(await played.record(number, [retried('b', clock.wall())])).not.toHaveProperty('changed');
    const endedAtMs = clock.wall();
    const { changed } = await played.recordAll(number, 'failed', ['b']);
    expect(changed).toMatchObject({ state: 'partially_succeeded', endedAtMs });
    await clock.advance(5_000);
    expect(await played.recordAll(number, 'failed', ['b'])).toEqual({ counted: new Set() });
    expect(await played.status()).toEqual(changed);
  });

  test('while there is more to plan nothing is over, although nothing is open', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    await played.plan({ to: { target: 1 }, reached: reach(['a']) });
    const [number = -1] = await played.openBatches();
    expect((await played.recordAll(number, 'failed', ['a'])).changed).toBeUndefined();
    const between = await played.status();
    expect(between.state).toBe('planning');
    expect(between).not.toHaveProperty('endedAtMs');
    const last = await played.commit({ from: { target: 1 }, reached: reach(['a']) });
    expect(last?.changed).toMatchObject({ state: 'failed', endedAtMs: fixture.clock.wall() });
  });

  test('what has ended is neither planned nor open, and is still known', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a']);
    const [number = -1] = await played.openBatches();
    await played.recordAll(number, 'succeeded', ['a']);
    expect(await played.batch(number)).toBeUndefined();
    expect(await played.tried(number)).toBe(false);
    expect(await played.progress()).toMatchObject({
      ...{ place: undefined, state: 'succeeded', untried: 0, open: [] },
    });
    expect(await fixture.ledger.find('app', 'pub_1')).toEqual(played.publish);
  });

  test('a state is told to one, however many bring it about', async () => {
    await using fixture = await create();
    const devices = deviceNames(40);
    const played = await PlayedPublish.create(fixture.ledger);
    await played.plan({ to: { target: 1 }, reached: reach(devices.slice(0, 20)) });
    const [first = -1] = await played.openBatches();
    const last = played.commit({ from: { target: 1 }, reached: reach(devices.slice(20), 'apns') });
    const early = devices.slice(0, 20).map((device) => played.recordAll(first, 'succeeded', [device]));
    const second = (await last)?.batches[0]?.number ?? -1;
    const late = devices.slice(20).map((device) => played.recordAll(second, 'failed', [device]));
    const told = [await last, ...(await Promise.all([...early, ...late]))];
    const states = told.flatMap((each) => each?.changed?.state ?? []);
    expect(states).toEqual(['dispatching', 'partially_succeeded']);
  });
}
