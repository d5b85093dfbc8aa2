import { apnsRefusal, eventually, fcmRefusal, scrapeMetrics } from '@shoal/testing';
import { apnsToken, usePush } from './use-push.js';

const env = { PUSH_RETRY_MAX_ATTEMPTS: '2', PUSH_RETRY_INITIAL_BACKOFF_MS: '10' };
const push = usePush({ env });
const payload = { title: 'very private words' };
const letters = '/push/deadLetters';

test('a refusal is a line of the log, without token, endpoint or words', async () => {
  const { register, publish, ended, services, server, api } = push();
  const token = apnsToken(1);
  await register('dead', { transportType: 'apns', deviceToken: token });
  services.apns.answer(token, apnsRefusal('BadDeviceToken'));
  const id = await publish({ recipients: [{ type: 'device', deviceId: 'dead' }], payload });
  expect(await ended(id)).toMatchObject({ status: 'failed', counters: { failed: 1 } });
  const line = await eventually(
    () => server.logs().find(({ message }) => message === 'push delivery failed') ?? false,
  );
  expect(line).toMatchObject({
    ...{ level: 'warn', target: 'shoal_push', app_id: 'app-id', publish_id: id },
    ...{ provider: 'apns', error: 'BadDeviceToken' },
  });
  expect(server.output.text).not.toMatch(
    new RegExp(`${token}|very private|${services.webPush.origin}/push/`),
  );
  expect((await api.get('/push/deviceRegistrations/dead')).status).toBe(404);
});

test('what is given up can be looked at, and sent again', async () => {
  const { register, publish, ended, services, api, server } = push();
  await register('unlucky', { transportType: 'gcm', registrationToken: 'unlucky' });
  const away = fcmRefusal('UNAVAILABLE');
  services.fcm.answer('unlucky', away, away);
  const id = await publish({ recipients: [{ type: 'device', deviceId: 'unlucky' }], payload });
  expect(await ended(id)).toMatchObject({ status: 'dead_lettered', counters: { deadLettered: 1 } });

  const metrics = await scrapeMetrics(server);
  expect(metrics.sum('sockudo_queue_jobs', { queue: 'push-plan', state: 'failed' })).toBe(1);
  const query = { provider: 'fcm', sinceMs: '0', limit: '1000' };
  const { items, next_cursor } = Object((await api.get(letters, { query })).body);
  expect(next_cursor).toBeNull();
  expect(items).toEqual([
    {
      ...{ deadLetterId: expect.any(String), appId: 'app-id', publishId: id, provider: 'fcm' },
      ...{ stage: 'retry_schedule', key: 'd:unlucky', reason: expect.any(String), attempts: 2 },
      ...{ occurredAtMs: expect.any(Number), replayable: true },
    },
  ]);
  const others = await api.get(letters, { query: { provider: 'apns' } });
  expect(Object(others.body).items).toEqual([]);

  const { deadLetterId } = items[0];
  const replayed = await api.post(`${letters}/${deadLetterId}/replay`, { body: {} });
  expect([replayed.status, replayed.body]).toMatchObject([202, { deadLetterId, replayed: true }]);
  const { publish_id } = Object(replayed.body);
  expect((await ended(publish_id)).status).toBe('succeeded');
  expect(services.fcm.count('unlucky')).toEqual({ requests: 3, accepted: 1 });
  expect((await api.post(`${letters}/${deadLetterId}/replay`, { body: {} })).status).toBe(404);
  expect((await api.request('DELETE', `${letters}/${deadLetterId}`)).status).toBe(404);
});

test.each([
  ['provider', 'pigeon'],
  ['sinceMs', 'yesterday'],
  ['limit', '0'],
  ['cursor', 'mine'],
])('a list of dead letters is refused with %s=%s', async (name, value) => {
  expect((await push().api.get(letters, { query: { [name]: value } })).status).toBe(400);
});

test('what is reported of a delivery is told beside the status, and changes nothing of it', async () => {
  const { api, publish, ended, status, server } = push();
  const id = await publish({ recipients: [{ type: 'channel', channel: 'nobody' }], payload });
  const before = await ended(id);
  const report = (publishId: string) => ({
    ...{ appId: 'app-id', publishId, eventId: 'e', occurredAtMs: 1 },
    result: { publishId, provider: 'fcm', deviceId: 'd', outcome: 'rejected', attempt: 1 },
  });
  expect((await api.post('/push/deliveryStatus', { body: report(id) })).status).toBe(202);
  expect(await status(id)).toEqual({
    ...before,
    reported: {
      counts: { rejected: 1 },
      latest: [{ provider: 'fcm', deviceId: 'd', outcome: 'rejected', occurredAtMs: 1 }],
    },
  });
  const metrics = await scrapeMetrics(server);
  const labels = { app_id: 'app-id', status: 'reported_rejected' };
  expect(metrics.value('sockudo_push_delivery_status_total', labels)).toBe(1);
  expect((await api.post('/push/deliveryStatus', { body: report('unknown') })).status).toBe(404);
  expect((await api.post('/push/deliveryStatus', { body: {} })).status).toBe(400);
});

test('the numbers tell of what was sent, and of the devices', async () => {
  const { register, publish, ended, server } = push();
  await register('counted', { transportType: 'gcm', registrationToken: 'counted' });
  const name = (metric: string) => `sockudo_push_${metric}`;
  const before = await scrapeMetrics(server);
  await ended(await publish({ recipients: [{ type: 'device', deviceId: 'counted' }], payload }));
  const after = await scrapeMetrics(server);
  const grown = (metric: string, labels: Record<string, string>) =>
    after.sum(name(metric), labels) - before.sum(name(metric), labels);
  const app = { app_id: 'app-id' };
  expect(grown('publish_accepted_total', { ...app, result: 'accepted' })).toBe(1);
  expect(grown('dispatched_total', { ...app, provider: 'fcm', status: 'accepted' })).toBe(1);
  expect(grown('delivery_status_total', { ...app, status: 'succeeded' })).toBe(1);
  expect(grown('publish_outcomes_total', { ...app, status: 'succeeded' })).toBe(1);
  const fresh = await eventually(async () => {
    const scrape = await scrapeMetrics(server);
    return scrape.sum(name('devices'), { ...app, state: 'active' }) > 0 && scrape;
  });
  expect(fresh.value(name('scheduled_jobs'))).toBe(0);
  expect(fresh.series(name('queue_oldest_age_seconds')).length).toBe(6);
});
