import type { DeliveryReport } from '../../../model/delivery-report.js';
import { PlayedPublish } from './played-publish.js';
import type { PublishLedgerFixture, PublishLedgerSubject } from './publish-ledger-subject.js';

/** What somebody else says of deliveries. */
export function describeReports({ create }: PublishLedgerSubject): void {
  test('of each delivery the last report counts, and those of others stay', async () => {
    await using fixture = await create();
    const report = await reporter(fixture);
    expect(await fixture.ledger.reports('app', 'pub_1')).toBeUndefined();
    expect(await report({ deviceId: 'a', outcome: 'retryable', occurredAtMs: 10 })).toBe(true);
    expect(await report({ deviceId: 'b', outcome: 'accepted', occurredAtMs: 20 })).toBe(true);
    expect(await report({ deviceId: 'a', outcome: 'rejected', occurredAtMs: 30, reason: 'Gone' })).toBe(true);
    // The same again, and what had happened before.
    expect(await report({ deviceId: 'a', outcome: 'rejected', occurredAtMs: 30 })).toBe(false);
    expect(await report({ deviceId: 'a', outcome: 'accepted', occurredAtMs: 29 })).toBe(false);
    expect(await fixture.ledger.reports('app', 'pub_1')).toEqual({
      counts: { accepted: 1, rejected: 1 },
      latest: [
        { provider: 'fcm', deviceId: 'a', outcome: 'rejected', occurredAtMs: 30, reason: 'Gone' },
        { provider: 'fcm', deviceId: 'b', outcome: 'accepted', occurredAtMs: 20 },
      ],
    });
  });

  test('a delivery is named by its device or else its message, and one without a name is counted', async () => {
    await using fixture = await create();
    const report = await reporter(fixture);
    for (const name of [{ deviceId: 'x' }, { providerMessageId: 'x' }, {}, {}]) {
      expect(await report({ ...name, outcome: 'accepted', occurredAtMs: 1 })).toBe(true);
    }
    const found = await fixture.ledger.reports('app', 'pub_1');
    expect(found?.counts).toEqual({ accepted: 4 });
    expect(found?.latest).toHaveLength(2);
  });

  test('so many are kept, and fewer shown, the latest ones', async () => {
    await using fixture = await create();
    const report = await reporter(fixture);
    for (let index = 0; index < 1_005; index += 1) {
      await report({ deviceId: `d${index}`, outcome: 'accepted', occurredAtMs: 1_000 + index });
    }
    const found = await fixture.ledger.reports('app', 'pub_1');
    expect(found?.counts).toEqual({ accepted: 1_005 });
    expect(found?.latest).toHaveLength(100);
    expect(found?.latest.at(-1)?.deviceId).toBe('d905');
    expect(await report({ deviceId: 'd5', outcome: 'accepted', occurredAtMs: 1_005 })).toBe(false);
    expect(await report({ deviceId: 'd4', outcome: 'accepted', occurredAtMs: 1_004 })).toBe(true);
  });

  test('of a publish that nobody knows nothing is kept, and publishes are apart', async () => {
    await using fixture = await create();
    const { ledger } = fixture;
    const report = await reporter(fixture);
    await PlayedPublish.create(ledger, { appId: 'other' });
    await report({ deviceId: 'a', outcome: 'accepted', occurredAtMs: 1 });
    const unknown = { provider: 'fcm', outcome: 'accepted', occurredAtMs: 1 } as const;
    expect(await ledger.report('app', 'unknown', unknown)).toBe(false);
    expect(await ledger.reports('app', 'unknown')).toBeUndefined();
    expect(await ledger.reports('other', 'pub_1')).toBeUndefined();
  });
}

async function reporter({ ledger }: PublishLedgerFixture) {
  await PlayedPublish.create(ledger);
  return (report: Omit<DeliveryReport, 'provider'>) =>
    ledger.report('app', 'pub_1', { provider: 'fcm', ...report });
}
