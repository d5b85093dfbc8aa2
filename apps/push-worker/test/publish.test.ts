import type { PublishStatus } from '@shoal/push';
import {
  eventually,
  fcmRefusal,
  scrapeMetrics,
  startWebhookWorker,
  WebhookReceiver,
  type WorkerProcess,
  webPushRefusal,
} from '@shoal/testing';
import { tokens } from './devices.js';
import { Installation } from './installation.js';

jest.setTimeout(60_000);

let receiver: WebhookReceiver;
let installation: Installation;
let webhookWorker: WorkerProcess;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  const webhooks = [{ url: receiver.url, event_types: ['push_status'] }];
  const env = {
    SOCKUDO_DEFAULT_APP_WEBHOOKS: JSON.stringify(webhooks),
    WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1',
    ...{ PUSH_RETRY_INITIAL_BACKOFF_MS: '100', PUSH_RETRY_MAX_ATTEMPTS: '3' },
  };
  installation = await Installation.start({ workers: 2, env });
  webhookWorker = await startWebhookWorker({ env: installation.env, readyWithinMs: 40_000 });
});
afterAll(async () => {
  await webhookWorker?.[Symbol.asyncDispose]();
  await installation?.[Symbol.asyncDispose]();
  await receiver?.[Symbol.asyncDispose]();
});

const ended: PublishStatus[] = [];

/** Publishes to the channel, and waits until nothing of it is open. */
async function publish(channel: string): Promise<PublishStatus> {
  const { admission } = installation;
  const status = await admission.whenEnded(await admission.publish(channel));
  ended.push(status);
  return status;
}

const none = { failed: 0, expired: 0, cancelled: 0, deadLettered: 0, retryScheduled: 0, retryAttempted: 0 };

it('a publish reaches the devices of three providers, each once, and its counters are what they saw', async () => {
  const { services } = installation;
  await installation.subscribe(300, 'everybody');
  const { state, counters } = await publish('everybody');
  expect({ state, ...counters }).toEqual({
    ...{ state: 'succeeded', planned: 300, succeeded: 300, dispatched: 300 },
    ...none,
  });
  for (const { totals } of services.all) {
    expect(totals).toMatchObject({ requests: 100, accepted: 100, reached: 100, invalid: 0 });
  }
  expect(services.fcm.received[0]?.message).toMatchObject({ notification: { title: 'Hi', body: 'there' } });
});

it('its app is told of each state once, by a webhook', async () => {
  const { publishId, counters } = await publish('everybody');
  const whatCame = () => receiver.events().filter(({ publish_id }) => publish_id === publishId);
  await eventually(() => whatCame().some(({ status }) => status === 'succeeded'), { withinMs: 15_000 });
  const states = whatCame().map(({ status }) => status);
  expect(states).toHaveLength(new Set(states).size);
  expect(states).toContain('dispatching');
  const last = whatCame().find(({ status }) => status === 'succeeded');
  expect(last).toMatchObject({ name: 'push_status', counters: { ...counters } });
});

it('a dead token takes its device with it, and the log says what, never to whom', async () => {
  const { services, admission } = installation;
  const [fcmDevice = '', apnsDevice = '', browser = ''] = await installation.subscribe(3, 'dead');
  services.fcm.answer(tokens.fcm(Number(fcmDevice.slice(1))), fcmRefusal('UNREGISTERED'));
  services.webPush.answer(`${services.description.webPush.endpoint}${browser.slice(1)}`, webPushRefusal(410));
  const { publishId, state, counters } = await publish('dead');
  expect({ state, ...counters }).toMatchObject({
    ...{ state: 'partially_succeeded', planned: 3, succeeded: 1, failed: 2, deadLettered: 0 },
  });
  const isThere = await Promise.all([fcmDevice, apnsDevice, browser].map((id) => admission.hasDevice(id)));
  expect(isThere).toEqual([false, true, false]);
  const refusals = () =>
    installation.workers.flatMap((worker) =>
      worker.logs().filter(({ message }) => message === 'push delivery failed'),
    );
  await eventually(() => refusals().length >= 2);
  const common = { level: 'warn', target: 'shoal_push', app_id: 'app-id', publish_id: publishId };
  expect(refusals()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...common, provider: 'fcm', error: 'UNREGISTERED' }),
      expect.objectContaining({ ...common, provider: 'webpush', error: expect.any(String) }),
    ]),
  );
  const log = installation.workers.map(({ output }) => output.text).join();
  for (const secret of ['fcm-token-', tokens.apns(1).slice(0, 40), '/push/', 'there']) {
    expect(log).not.toContain(secret);
  }
});

it('who asks to be left alone is left alone for that long', async () => {
  const { webPush, description } = {
    ...installation.services,
    description: installation.services.description,
  };
  const [, , browser = ''] = await installation.subscribe(3, 'throttled');
  const endpoint = `${description.webPush.endpoint}${browser.slice(1)}`;
  const times: number[] = [];
  webPush.behave((token) => {
    if (token !== endpoint) return {};
    times.push(Date.now());
    return times.length === 1 ? { ...webPushRefusal(429), retryAfter: 2 } : {};
  });
  expect(await publish('throttled')).toMatchObject({
    state: 'succeeded',
    counters: { planned: 3, succeeded: 3, dispatched: 4, retryScheduled: 1, retryAttempted: 1 },
  });
  webPush.behave({});
  const [first = 0, second = 0] = times;
  expect(second - first).toBeGreaterThanOrEqual(2_000);
});

it('who fails as often as is allowed is given up, and buried', async () => {
  const { services, admission } = installation;
  const [device = ''] = await installation.subscribe(3, 'failing');
  const token = tokens.fcm(Number(device.slice(1)));
  services.fcm.behave((asked) => (asked === token ? fcmRefusal('INTERNAL') : {}));
  const { publishId, state, counters } = await publish('failing');
  expect({ state, ...counters }).toMatchObject({
    ...{ state: 'partially_succeeded', succeeded: 2, deadLettered: 1 },
    ...{ dispatched: 5, retryScheduled: 2, retryAttempted: 2 },
  });
  services.fcm.behave({});
  const { letters } = await admission.stores.deadLetters.list({ group: 'app-id', limit: 10 });
  expect(letters).toMatchObject([{ topic: 'fcm', attempts: 3, data: { publishId } }]);
});

it('the metrics of all workers together are what became of it all', async () => {
  const sumOf = (read: (status: PublishStatus) => number) =>
    ended.reduce((sum, status) => sum + read(status), 0);
  const scrapes = await Promise.all(installation.workers.map((worker) => scrapeMetrics(worker)));
  const metric = (name: string, labels: Record<string, string> = {}) =>
    scrapes.reduce((sum, scrape) => sum + scrape.sum(`sockudo_${name}`, { app_id: 'app-id', ...labels }), 0);
  const { services } = installation;
  const accepted = [...services.accepted().values()].reduce((sum, count) => sum + count, 0);
  expect({
    dispatched: metric('push_dispatched_total'),
    accepted: metric('push_dispatched_total', { status: 'accepted' }),
    emitted: metric('push_delivery_jobs_emitted_total'),
    succeeded: metric('push_delivery_status_total', { status: 'succeeded' }),
    failed: metric('push_delivery_status_total', { status: 'failed' }),
    deadLettered: metric('push_delivery_status_total', { status: 'dead_lettered' }),
    exhausted: metric('push_retry_dead_lettered_total'),
    retried: metric('push_retry_attempted_total'),
    invalidated: metric('push_token_invalidations_total'),
    wellEnded: metric('push_publish_outcomes_total', { status: 'succeeded' }),
    ended: metric('push_publish_outcomes_total'),
    untold: metric('push_status_callback_failures_total'),
  }).toEqual({
    dispatched: services.requests,
    accepted,
    emitted: sumOf(({ counters }) => counters.planned),
    succeeded: accepted,
    failed: 2,
    deadLettered: 1,
    exhausted: 1,
    retried: 3,
    invalidated: 2,
    wellEnded: 3,
    ended: ended.length,
    untold: 0,
  });
  expect(sumOf(({ counters }) => counters.dispatched)).toBe(services.requests);
  expect(sumOf(({ counters }) => counters.succeeded)).toBe(accepted);
});
