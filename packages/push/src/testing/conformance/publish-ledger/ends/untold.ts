import { PlayedPublish, reach } from '../played-publish.js';
import type { PublishLedgerFixture, PublishLedgerSubject } from '../publish-ledger-subject.js';

/** What is remembered until the app was told of it. */
export function describeUntold({ create }: PublishLedgerSubject): void {
  test('a state is untold until somebody says that it was, the first one first', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.create(fixture.ledger);
    expect((await played.progress()).untold).toEqual([]);
    await played.plan({ to: { target: 1 }, reached: reach(['a']) });
    await played.plan({ from: { target: 1 }, to: { target: 2 }, reached: [] });
    await played.plan({ from: { target: 2 }, reached: [] });
    expect((await played.progress()).untold).toEqual(['planning', 'dispatching']);
    await played.told('planning');
    await played.told('planning');
    await played.told('failed');
    expect((await played.progress()).untold).toEqual(['dispatching']);
    const [number = -1] = await played.openBatches();
    await played.recordAll(number, 'failed', ['a']);
    expect((await played.progress()).untold).toEqual(['dispatching', 'failed']);
  });

  test('what was stopped is untold too, and what stopped nothing adds nothing', async () => {
    await using fixture = await create();
    const played = await PlayedPublish.planned(fixture.ledger, ['a']);
    await played.stop('cancelled');
    await played.stop('expired');
    expect((await played.progress()).untold).toEqual(['dispatching', 'cancelled']);
  });

  test.each(['at its end', 'before it'])(
    'whose app is told %s is stalled until then, and not after it',
    async (when) => {
      await using fixture = await create();
      const played = await PlayedPublish.planned(fixture.ledger, ['a']);
      await played.told('dispatching');
      await played.stop('cancelled');
      if (when === 'before it') await played.told('cancelled');
      const [number = -1] = await played.openBatches();
      await played.recordAll(number, 'cancelled', ['a']);
      expect(await isStalled(fixture)).toBe(when === 'at its end');
      await played.told('cancelled');
      expect(await isStalled(fixture)).toBe(false);
    },
  );

  test('of a publish that nobody knows nothing is told', async () => {
    await using fixture = await create();
    await fixture.ledger.told('app', 'unknown', 'failed');
    expect(await fixture.ledger.plan('app', 'unknown')).toBeUndefined();
    expect(await fixture.ledger.status('app', 'unknown')).toBeUndefined();
  });
}

async function isStalled({ ledger, clock }: PublishLedgerFixture): Promise<boolean> {
  await clock.advance(1_000);
  return (await ledger.stalled(clock.wall(), 10)).length > 0;
}
