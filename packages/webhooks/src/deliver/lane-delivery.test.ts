import type { Endpoint } from '../endpoint/endpoint.js';
import type { WebhookBatch } from '../produce/webhook-batch.js';
import { createTestApp, createTestEndpoint, createTestEvent, createTestRecord } from '../testing/test-app.js';
import { createTestWebhooks } from '../testing/test-webhooks.js';
import { laneRequestId } from './delivery-id.js';
import { laneEvent, laneJob } from './webhook-job.js';

function setup(values: Partial<Endpoint> = {}) {
  const endpoint = createTestEndpoint({ isOrdered: true, ...values });
  const webhooks = createTestWebhooks([createTestApp([endpoint])]);
  let batches = 0;
  const passOn = (...ids: string[]): Promise<void> => {
    batches += 1;
    const records = ids.map((id) => createTestRecord(id));
    const batch: WebhookBatch = { id: `b-${batches}`, appId: 'app', records };
    return webhooks.producer.passOn(batch);
  };
  return { ...webhooks, passOn };
}

/** Of a request, from its first event on. */
const requestId = (...ids: string[]) =>
  laneRequestId(
    { appId: 'app', endpointId: 'e1' },
    ids.map((id) => laneEvent(createTestEvent(id))),
  );

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => `r-${index}`);

test('a channel comes in its order, a request after the other', async () => {
  await using webhooks = setup({ maxEvents: 2 });
  webhooks.sender.latency = 100;
  webhooks.work();
  await webhooks.passOn(...idsOf(5));
  await webhooks.clock.advance(50);
  await webhooks.passOn('r-5');
  await webhooks.clock.advance(1_000);
  expect(webhooks.sender.eventIds).toEqual([
    ['r-0', 'r-1'],
    ['r-2', 'r-3'],
    ['r-4', 'r-5'],
  ]);
  expect(webhooks.sender.mostActive).toBe(1);
  expect(webhooks.observer.totals).toMatchObject({ queued: 6, sent: 6 });
  expect(await webhooks.queue.part.depth()).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
});

test('a retry holds up the lane and is the same request, whatever came meanwhile', async () => {
  await using webhooks = setup();
  webhooks.sender.next(500);
  webhooks.work();
  await webhooks.passOn('r-0', 'r-1');
  await webhooks.clock.advance(0);
  await webhooks.passOn('r-2');
  await webhooks.clock.advance(60_000);
  expect(webhooks.sender.eventIds).toEqual([['r-0', 'r-1'], ['r-0', 'r-1'], ['r-2']]);
  const [first, second, third] = webhooks.sender.requests.map(
    ({ headers }) => headers['X-Shoal-Delivery-Id'],
  );
  expect(first).toBe(requestId('r-0', 'r-1'));
  expect(second).toBe(first);
  expect(third).toBe(requestId('r-2'));
});

test('a dead letter lets the lane go on', async () => {
  await using webhooks = setup({ maxEvents: 1 });
  webhooks.sender.next(400);
  webhooks.work();
  await webhooks.passOn('r-0', 'r-1');
  await webhooks.clock.advance(0);
  expect(webhooks.sender.eventIds).toEqual([['r-0'], ['r-1']]);
  const { letters } = await webhooks.deadLetters.list({ appId: 'app' });
  expect(letters).toMatchObject([
    { id: requestId('r-0'), topic: 'e1', data: { kind: 'events', events: [{ id: 'r-0' }] } },
  ]);
  expect(webhooks.observer.totals).toMatchObject({ queued: 2, sent: 1, failed: 1 });
});

test('each request has its own attempts', async () => {
  const retry = {
    isEnabled: true,
    maxElapsed: 300_000,
    initialBackoff: 1_000,
    maxBackoff: 60_000,
    maxAttempts: 2,
  };
  await using webhooks = setup({ maxEvents: 1, retry });
  webhooks.sender.next(500, 200, 500, 200);
  webhooks.work();
  await webhooks.passOn('r-0', 'r-1');
  await webhooks.clock.advance(60_000);
  expect(webhooks.sender.eventIds).toEqual([['r-0'], ['r-0'], ['r-1'], ['r-1']]);
  expect(webhooks.observer.totals).toMatchObject({ sent: 2, failed: 0 });
});

test('a long lane gives others their turn', async () => {
  await using webhooks = setup({ maxEvents: 1 });
  const { delivery, clock, lanes } = webhooks;
  await webhooks.passOn(...idsOf(30));
  const { turn } = await lanes.part.push(
    'lane',
    idsOf(30).map((id) => ({ item: laneEvent(createTestEvent(id)) })),
  );
  const data = laneJob({ appId: 'app', endpointId: 'e1', lane: 'lane', turn });
  const handle = () => delivery.handle({ id: `lane-${turn}`, data, addedAt: clock.wall() }, () => true);
  expect(await handle()).toEqual({ kind: 'again', delay: 0, data });
  expect(webhooks.sender.requests).toHaveLength(20);
  expect(await handle()).toEqual({ kind: 'done' });
  expect(webhooks.sender.eventIds.flat()).toEqual(idsOf(30));
});

test('before each request it asks whether the lane is still its own', async () => {
  await using webhooks = setup({ maxEvents: 1 });
  const { delivery, clock, lanes, sender, observer } = webhooks;
  const { turn } = await lanes.part.push(
    'lane',
    idsOf(3).map((id) => ({ item: laneEvent(createTestEvent(id)) })),
  );
  const data = laneJob({ appId: 'app', endpointId: 'e1', lane: 'lane', turn });
  const isStillOurs = () => observer.totals.sent < 2;
  const result = await delivery.handle({ id: 'l-1', data, addedAt: clock.wall() }, isStillOurs);
  expect(result).toEqual({ kind: 'again', delay: 0, data });
  expect(sender.eventIds).toEqual([['r-0'], ['r-1']]);
});

test('when nobody can be told that a request was made, it is made again as it was', async () => {
  await using webhooks = setup();
  webhooks.sender.latency = 100;
  webhooks.work();
  await webhooks.passOn('r-0');
  await webhooks.clock.advance(50);
  await webhooks.passOn('r-1');
  webhooks.lanes.isAway = true;
  await webhooks.clock.advance(1_000);
  webhooks.lanes.isAway = false;
  await webhooks.clock.advance(60_000);
  expect(webhooks.sender.eventIds).toEqual([['r-0'], ['r-0'], ['r-1']]);
});

test('a lane whose endpoint stays unknown is emptied after five minutes, and what was in it is counted', async () => {
  await using webhooks = setup();
  await webhooks.passOn(...idsOf(5));
  webhooks.configured.clear();
  webhooks.work();
  await webhooks.clock.advance(299_000);
  expect(webhooks.observer.drops).toEqual({});
  await webhooks.clock.advance(1_000);
  expect(webhooks.observer.drops).toEqual({ endpoint_gone: 5 });
  webhooks.configured.set('app', createTestApp([createTestEndpoint({ isOrdered: true })]));
  await webhooks.passOn('r-5');
  await webhooks.clock.advance(0);
  expect(webhooks.sender.eventIds).toEqual([['r-5']]);
});

test('what an endpoint does not want any more is counted once, however often the rest is tried', async () => {
  await using webhooks = setup();
  const vacated = { name: 'channel_vacated', channel: 'news' } as const;
  const records = [createTestRecord('r-0'), createTestRecord('r-1', { event: vacated })];
  await webhooks.producer.passOn({ id: 'b-1', appId: 'app', records });
  const endpoint = createTestEndpoint({ isOrdered: true, events: new Set(['channel_vacated']) });
  webhooks.configured.set('app', createTestApp([endpoint]));
  webhooks.sender.next(500, 500, 500);
  webhooks.work();
  await webhooks.clock.advance(60_000);
  expect(webhooks.sender.eventIds).toEqual([['r-1'], ['r-1'], ['r-1'], ['r-1']]);
  expect(webhooks.observer.drops).toEqual({ endpoint_gone: 1 });
  expect(webhooks.observer.totals).toMatchObject({ queued: 2, sent: 1 });
});

test('while nobody knows whose a lane is it waits', async () => {
  await using webhooks = setup();
  await webhooks.passOn('r-0');
  webhooks.lookup.isAway = true;
  webhooks.work();
  await webhooks.clock.advance(60_000);
  expect(webhooks.sender.requests).toEqual([]);
  webhooks.lookup.isAway = false;
  await webhooks.clock.advance(5_000);
  expect(webhooks.sender.eventIds).toEqual([['r-0']]);
});

test('a request has no more bytes than may be, and nothing of the lane is left out', async () => {
  await using webhooks = setup();
  const said = { name: 'client_event', channel: 'private-a', event: 'client-b', socket_id: '1.1' } as const;
  const event = { ...said, data: 'x'.repeat(60 * 1024) };
  const records = idsOf(10).map((id) => createTestRecord(id, { event }));
  await webhooks.producer.passOn({ id: 'b-1', appId: 'app', records });
  webhooks.sender.next(500);
  webhooks.work();
  await webhooks.clock.advance(10_000);
  expect(webhooks.sender.eventIds.map(({ length }) => length)).toEqual([4, 4, 4, 2]);
  expect(webhooks.sender.eventIds.slice(1).flat()).toEqual(idsOf(10));
});

test('a lane is tried for as long as its first event is old: a backlog that is older gets one attempt each', async () => {
  await using webhooks = setup({ maxEvents: 1 });
  webhooks.sender.always(429);
  await webhooks.passOn(...idsOf(4));
  webhooks.work();
  await webhooks.clock.advance(299_999);
  expect(webhooks.observer.totals.failed).toBe(0);
  const before = webhooks.sender.requests.length;
  await webhooks.clock.advance(1);
  expect(webhooks.sender.eventIds.slice(before)).toEqual([['r-0'], ['r-1'], ['r-2'], ['r-3']]);
  expect(webhooks.observer.totals.failed).toBe(4);
});

test('the time of a replay begins when it is replayed', async () => {
  await using webhooks = setup();
  webhooks.sender.next(400);
  webhooks.sender.next(500);
  webhooks.work();
  await webhooks.passOn('r-0');
  await webhooks.clock.advance(1_000_000);
  expect(await webhooks.deadLetters.replayAll('app', 'e1')).toEqual({ replayed: 1 });
  await webhooks.clock.advance(10_000);
  expect(webhooks.observer.totals).toMatchObject({ failed: 1, retried: 1, sent: 1 });
});
