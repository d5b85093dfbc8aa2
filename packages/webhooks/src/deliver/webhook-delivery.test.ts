import type { JobResult } from '@shoal/queue';
import type { Endpoint } from '../endpoint/endpoint.js';
import type { PlayedSender } from '../testing/played-sender.js';
import { createTestApp, createTestEndpoint, createTestEvent } from '../testing/test-app.js';
import { createTestWebhooks } from '../testing/test-webhooks.js';
import { eventsJob, type WebhookJob } from './webhook-job.js';

const job = eventsJob({
  ...{ appId: 'app', endpointId: 'e1' },
  events: [createTestEvent('r-1'), createTestEvent('r-2')],
});

function setup(values: Partial<Endpoint> = {}) {
  const webhooks = createTestWebhooks([createTestApp([createTestEndpoint(values)])]);
  const { delivery, clock, queue } = webhooks;
  let isOurs = true;
  return {
    ...webhooks,
    giveAway: () => {
      isOurs = false;
    },
    /** Runs a job once. */
    handle: (data: WebhookJob = job, id = 'b-1-e1', addedAt = clock.wall()): Promise<JobResult<WebhookJob>> =>
      delivery.handle({ id, data, addedAt }, () => isOurs),
    /** Adds a job to a queue that is worked on. */
    async run(milliseconds: number) {
      webhooks.work();
      await queue.part.add([{ id: 'b-1-e1', data: job }]);
      await clock.advance(milliseconds);
    },
  };
}

const secondsOf = ({ requests }: PlayedSender) =>
  requests.map(({ at }) => Math.round((at - (requests[0]?.at ?? 0)) / 100) / 10);

const letterOf = async ({ letters }: Pick<ReturnType<typeof setup>, 'letters'>) =>
  (await letters.part.list({ group: 'app', limit: 10 })).letters;

test('what is answered with 2xx is sent', async () => {
  await using webhooks = setup({ timeout: 1234, headers: { 'X-Team': 'blue' } });
  webhooks.sender.next(204);
  expect(await webhooks.handle()).toEqual({ kind: 'done' });
  const [request] = webhooks.sender.requests;
  expect(request).toMatchObject({ target: { url: 'https://e1.example/hook' }, timeout: 1234 });
  expect(request?.headers).toMatchObject({ 'X-Shoal-Delivery-Id': 'b-1-e1', 'X-Team': 'blue' });
  expect(webhooks.observer.totals).toMatchObject({ sent: 2, failed: 0, retried: 0 });
  expect(webhooks.observer.attempts).toEqual([{ status: '2xx', seconds: 0 }]);
});

test('a request that fails for now is made again, the same to the byte, later and later', async () => {
  await using webhooks = setup();
  webhooks.sender.next(500, 429, { kind: 'failed', reason: 'network', message: 'refused' }, 200);
  await webhooks.run(60_000);
  expect(secondsOf(webhooks.sender)).toEqual([0, 0.8, 2.3, 5.3]);
  const [first, ...others] = webhooks.sender.requests;
  for (const { body, headers } of others)
    expect({ body, headers }).toEqual({ body: first?.body, headers: first?.headers });
  expect(webhooks.observer.totals).toMatchObject({ sent: 2, retried: 3, failed: 0 });
  expect(webhooks.observer.failures).toEqual(['status_5xx', 'status_4xx', 'network']);
});

test.each([404, 302])('%d is final: the events become a dead letter', async (status) => {
  await using webhooks = setup();
  webhooks.sender.next(status);
  await webhooks.run(0);
  const { clock, observer } = webhooks;
  expect(await letterOf(webhooks)).toEqual([
    {
      ...{ id: 'b-1-e1', group: 'app', topic: 'e1', data: job, attempts: 1 },
      ...{ reason: `answered ${status}`, failedAt: clock.wall() },
    },
  ]);
  expect(observer.totals).toMatchObject({ sent: 0, retried: 0, failed: 2, deadLettered: 1 });
});

test('an address that may not be called is final', async () => {
  await using webhooks = setup();
  webhooks.sender.next({ kind: 'failed', reason: 'refused_target', message: 'a private address' });
  await webhooks.run(0);
  expect(await letterOf(webhooks)).toMatchObject([{ reason: 'a private address' }]);
});

test('it is tried until the deadline, once more at the deadline, and then is a dead letter', async () => {
  await using webhooks = setup();
  webhooks.sender.always(429);
  await webhooks.run(299_999);
  expect(await letterOf(webhooks)).toEqual([]);
  await webhooks.clock.advance(1);
  const [letter] = await letterOf(webhooks);
  expect(secondsOf(webhooks.sender).at(-1)).toBe(300);
  expect(letter?.attempts).toBe(webhooks.sender.requests.length);
  await webhooks.clock.advance(1_000_000);
  expect(letter?.attempts).toBe(webhooks.sender.requests.length);
});

test('no more attempts than the endpoint has', async () => {
  const retry = {
    isEnabled: true,
    maxElapsed: 300_000,
    initialBackoff: 1_000,
    maxBackoff: 60_000,
    maxAttempts: 3,
  };
  await using webhooks = setup({ retry });
  webhooks.sender.always(500);
  await webhooks.run(300_000);
  expect(await letterOf(webhooks)).toMatchObject([{ attempts: 3 }]);
});

test('without retries there is one attempt', async () => {
  const retry = { isEnabled: false, maxElapsed: 300_000, initialBackoff: 1_000, maxBackoff: 60_000 };
  await using webhooks = setup({ retry });
  webhooks.sender.always(500);
  await webhooks.run(300_000);
  expect(await letterOf(webhooks)).toMatchObject([{ attempts: 1 }]);
});

test('an endpoint that says how long to wait is obeyed, until the deadline', async () => {
  await using webhooks = setup();
  webhooks.sender.next({ kind: 'answered', status: 503, retryAfter: 30_000 });
  webhooks.sender.next({ kind: 'answered', status: 503, retryAfter: 3_600_000 });
  await webhooks.run(400_000);
  expect(secondsOf(webhooks.sender)).toEqual([0, 30, 300]);
});

test('while an endpoint wants to be left alone none of its jobs makes a request, and that is no attempt', async () => {
  await using webhooks = setup();
  const { sender, clock, queue, observer } = webhooks;
  sender.next({ kind: 'answered', status: 429, retryAfter: 30_000 });
  await webhooks.run(1_000);
  await queue.part.add([{ id: 'b-2-e1', data: { ...job, events: [createTestEvent('r-3')] } }]);
  await clock.advance(28_999);
  expect(sender.requests).toHaveLength(1);
  await clock.advance(31_000);
  expect(sender.eventIds.slice(1).sort()).toEqual([['r-1', 'r-2'], ['r-3']]);
  expect(observer.totals).toMatchObject({ sent: 3, retried: 1 });
});

test('nobody is left alone for longer than a job is tried', async () => {
  await using webhooks = setup();
  webhooks.sender.next({ kind: 'answered', status: 503, retryAfter: 86_400_000 });
  await webhooks.handle();
  await webhooks.clock.advance(300_000);
  expect(await webhooks.handle()).toEqual({ kind: 'done' });
});

test('a dead letter that cannot be kept is one later, after another attempt', async () => {
  await using webhooks = setup();
  webhooks.sender.always(400);
  webhooks.letters.isAway = true;
  await webhooks.run(60_000);
  expect(webhooks.observer.totals.failed).toBe(0);
  webhooks.letters.isAway = false;
  await webhooks.clock.advance(5_000);
  expect(await letterOf(webhooks)).toMatchObject([{ id: 'b-1-e1' }]);
  expect(webhooks.observer.totals).toMatchObject({ failed: 2, deadLettered: 1 });
});

test('the endpoint is looked up when it is delivered: one that stays unknown for five minutes gets nothing', async () => {
  await using webhooks = setup({ id: 'other' });
  const added = webhooks.clock.wall();
  expect(await webhooks.handle()).toEqual({ kind: 'again', delay: 15_000 });
  await webhooks.clock.advance(299_000);
  expect(await webhooks.handle(job, 'b-1', added)).toEqual({ kind: 'again', delay: 1_000 });
  expect(webhooks.observer.drops).toEqual({});
  await webhooks.clock.advance(1_000);
  expect(await webhooks.handle(job, 'b-1', added)).toEqual({ kind: 'done' });
  webhooks.configured.clear();
  expect(await webhooks.handle(job, 'b-1', added)).toEqual({ kind: 'done' });
  expect(webhooks.sender.requests).toEqual([]);
  expect(webhooks.observer.drops).toEqual({ endpoint_gone: 4 });
});

test('an endpoint that this worker learns of later than others gets what waited for it', async () => {
  await using webhooks = setup({ id: 'other' });
  await webhooks.run(60_000);
  expect(webhooks.sender.requests).toEqual([]);
  webhooks.configured.set('app', createTestApp([createTestEndpoint()]));
  await webhooks.clock.advance(15_000);
  expect(webhooks.sender.eventIds).toEqual([['r-1', 'r-2']]);
});

test('while nobody knows whose a job is it waits', async () => {
  await using webhooks = setup();
  webhooks.lookup.isAway = true;
  expect(await webhooks.handle()).toEqual({ kind: 'again', delay: 5_000 });
});

test('an endpoint gets only what it wants by now, and the rest is counted once', async () => {
  await using webhooks = setup({ filter: { prefix: 'presence-' } });
  const wanted = createTestEvent('r-2', { event: { name: 'channel_vacated', channel: 'presence-a' } });
  webhooks.sender.next(500, 200);
  const result = await webhooks.handle({ ...job, events: [createTestEvent('r-1'), wanted] });
  expect(result).toMatchObject({ kind: 'again', data: { events: [wanted], attempts: { count: 1 } } });
  if (result.kind === 'again') await webhooks.handle(result.data);
  expect(webhooks.sender.eventIds).toEqual([['r-2'], ['r-2']]);
  expect(webhooks.observer.drops).toEqual({ endpoint_gone: 1 });
});

test('a job that somebody else may have by now makes no request', async () => {
  await using webhooks = setup();
  webhooks.giveAway();
  expect(await webhooks.handle()).toEqual({ kind: 'again', delay: 0 });
  expect(webhooks.sender.requests).toEqual([]);
});

test.each([200, 400, 500])(
  'a request that is answered %d for a job that was lost meanwhile decides nothing',
  async (status) => {
    await using webhooks = setup();
    webhooks.sender.latency = 10;
    webhooks.sender.next(status);
    const handled = webhooks.handle();
    await webhooks.clock.advance(5);
    webhooks.giveAway();
    await webhooks.clock.advance(5);
    expect(await handled).toMatchObject({ kind: 'again', delay: 0, data: { attempts: { count: 1 } } });
    expect(await letterOf(webhooks)).toEqual([]);
    expect(webhooks.observer.totals).toEqual({ queued: 0, sent: 0, failed: 0, retried: 0, deadLettered: 0 });
    expect(webhooks.observer.attempts).toHaveLength(1);
  },
);

test('a busy endpoint is asked again after a moment, and that is no attempt', async () => {
  await using webhooks = setup({ concurrency: 1 });
  webhooks.sender.next('hang');
  const first = webhooks.handle();
  const second = webhooks.handle(job, 'b-2-e1');
  await webhooks.clock.advance(300);
  expect(await second).toEqual({ kind: 'again', delay: expect.any(Number) });
  await webhooks.clock.advance(9_700);
  expect(await first).toMatchObject({ kind: 'again', data: { attempts: { count: 1 } } });
  expect(webhooks.observer.totals.retried).toBe(1);
});

test('waiting in front of an open breaker counts, and ends with one last attempt', async () => {
  await using webhooks = setup();
  webhooks.sender.always(500);
  for (let failure = 0; failure < 5; failure += 1) await webhooks.handle();
  const at = webhooks.clock.wall();
  const putBack = await webhooks.handle();
  expect(putBack).toMatchObject({ kind: 'again', data: { attempts: { count: 0, firstAt: at } } });
  expect(webhooks.sender.requests).toHaveLength(5);
  if (putBack.kind !== 'again') throw new Error('expected to wait');
  await webhooks.clock.advance(4_000);
  const { data = job } = putBack;
  const tired = { ...data, attempts: { count: 0, firstAt: at - 295_000 } };
  expect(await webhooks.handle(tired)).toEqual({ kind: 'again', delay: 1_000 });
  const over = { ...data, attempts: { count: 0, firstAt: at - 296_000 } };
  expect(await webhooks.handle(over)).toEqual({ kind: 'done' });
  expect(webhooks.sender.requests).toHaveLength(6);
  expect(await letterOf(webhooks)).toMatchObject([{ attempts: 1 }]);
});

test('no wait in front of an open breaker goes beyond the deadline', async () => {
  await using webhooks = setup();
  webhooks.sender.always(500);
  for (let failure = 0; failure < 5; failure += 1) await webhooks.handle();
  const firstAt = webhooks.clock.wall() - 299_000;
  expect(await webhooks.handle({ ...job, attempts: { count: 3, firstAt } })).toMatchObject({ delay: 1_000 });
});
