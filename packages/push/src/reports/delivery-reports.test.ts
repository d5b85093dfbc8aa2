import { createTestPush } from '../testing/test-push.js';
import { DeliveryReports } from './delivery-reports.js';

const payload = { provider: 'fcm', outcome: 'accepted' };

async function setup() {
  const push = createTestPush();
  await push.publish('pub', [{ type: 'channel', channel: 'news' }]);
  const { stores, observer, clock } = push;
  return { ...push, reports: new DeliveryReports({ ledger: stores.ledger, observer, clock }) };
}

test('a report is kept beside its publish, counted once, and changes nothing of it', async () => {
  await using push = await setup();
  const { reports, observer } = push;
  const before = await push.status('pub');
  const occurredAtMs = push.clock.wall() - 5;
  const body = {
    ...{ appId: 'app', publishId: 'pub', eventId: 'e-1', occurredAtMs },
    result: { ...payload, deviceId: 'd1', providerMessageId: 'm-1', batchId: 'b', attempt: 2 },
  };
  await reports.add('app', body);
  await reports.add('app', body);
  const report = { ...payload, deviceId: 'd1', providerMessageId: 'm-1', occurredAtMs };
  expect(await reports.find('app', 'pub')).toEqual({ counts: { accepted: 1 }, latest: [report] });
  expect(observer.count('reported accepted')).toBe(1);
  expect(await push.status('pub')).toEqual(before);
});

test('it may be spelt otherwise, say little, and come from a clock that is ahead', async () => {
  await using push = await setup();
  const { reports, clock } = push;
  await reports.add('app', {
    occurred_at_ms: clock.wall() + 60_000,
    result: {
      ...{ publish_id: 'pub', provider: 'webPush', outcome: 'rejected', device_id: 'd1' },
      error: { class: 'x', reason: 'Gone' },
    },
  });
  await reports.add('app', { publishId: 'pub', result: payload });
  expect(await reports.find('app', 'pub')).toEqual({
    counts: { accepted: 1, rejected: 1 },
    latest: [
      {
        ...{ provider: 'webPush', outcome: 'rejected', deviceId: 'd1' },
        ...{ reason: 'Gone', occurredAtMs: clock.wall() },
      },
    ],
  });
});

test('a reason that is no word is left out', async () => {
  await using push = await setup();
  const error = { reason: 'token abc:def was refused' };
  await push.reports.add('app', { publishId: 'pub', result: { ...payload, deviceId: 'd1', error } });
  await push.reports.add('app', { publishId: 'pub', result: { ...payload, deviceId: 'd2', error: 'what' } });
  const found = await push.reports.find('app', 'pub');
  expect(found?.latest.map(({ reason }) => reason)).toEqual([undefined, undefined]);
});

test.each<[string, unknown, string]>([
  ['no JSON object', 'x', 'bad_request'],
  ['no publish', { result: payload }, 'bad_request'],
  [
    'a provider that nobody knows',
    { publishId: 'pub', result: { ...payload, provider: 'pigeon' } },
    'bad_request',
  ],
  [
    'an outcome that nobody knows',
    { publishId: 'pub', result: { ...payload, outcome: 'lost' } },
    'bad_request',
  ],
  ['no time', { publishId: 'pub', occurredAtMs: 'now', result: payload }, 'bad_request'],
  ['a publish that nobody knows', { publishId: 'other', result: payload }, 'not_found'],
])('one with %s is refused', async (_name, body, key) => {
  await using push = await setup();
  await expect(push.reports.add('app', body)).rejects.toMatchObject({ key });
  expect(await push.reports.find('app', 'pub')).toBeUndefined();
});
