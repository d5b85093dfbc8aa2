import type { LaneItem, NewJob } from '@shoal/queue';
import { sliceId, turnId } from '../deliver/delivery-id.js';
import { eventsJob, type LaneEvent, type WebhookJob } from '../deliver/webhook-job.js';
import type { Endpoint } from '../endpoint/endpoint.js';
import { createTestApp, createTestEndpoint, createTestRecord } from '../testing/test-app.js';
import { createTestWebhooks } from '../testing/test-webhooks.js';
import type { WebhookBatch } from './webhook-batch.js';

function setup(...endpoints: Endpoint[]) {
  const webhooks = createTestWebhooks([createTestApp(endpoints)]);
  const added: (readonly NewJob<WebhookJob>[])[] = [];
  const add = webhooks.queue.target.add.bind(webhooks.queue.target);
  webhooks.queue.target.add = (jobs) => {
    added.push(jobs);
    return add(jobs);
  };
  return { ...webhooks, added };
}

const jobId = (endpointId: string, slice: number) => sliceId('b-1', { appId: 'app', endpointId }, slice);

const joined = (id: string, version: number, channel = 'presence-room') =>
  createTestRecord(id, { event: { name: 'member_added', channel, user_id: id }, version });

const batch = (...records: WebhookBatch['records']): WebhookBatch => ({
  ...{ id: 'b-1', appId: 'app', records },
  source: { bucket: 7, epoch: 'x9' },
});

test('one job for each endpoint, with what it wants, in one call', async () => {
  const rooms = createTestEndpoint({ id: 'rooms', filter: { prefix: 'presence-' } });
  const nothing = createTestEndpoint({ id: 'nothing', events: new Set() });
  await using webhooks = setup(createTestEndpoint({ id: 'all' }), rooms, nothing);
  const occupied = createTestRecord('r-1');
  await webhooks.producer.passOn(batch(occupied, joined('r-2', 12)));
  const address = { format: 1, kind: 'events', appId: 'app' };
  const first = { id: 'r-1', event: occupied.event, timeMs: occupied.timeMs };
  const second = { ...first, id: 'r-2', event: joined('r-2', 12).event, version: 12 };
  expect(webhooks.added).toEqual([
    [
      { id: jobId('all', 0), data: { ...address, endpointId: 'all', events: [first, second] } },
      { id: jobId('rooms', 0), data: { ...address, endpointId: 'rooms', events: [second] } },
    ],
  ]);
  expect(webhooks.observer.totals.queued).toBe(3);
});

test('an endpoint that takes few events at once gets more jobs', async () => {
  await using webhooks = setup(createTestEndpoint({ maxEvents: 2 }));
  await webhooks.producer.passOn(batch(joined('a', 1), joined('b', 2), joined('c', 3)));
  const [jobs = []] = webhooks.added;
  expect(
    jobs.map(({ id, data }) => [id, data.kind === 'events' && data.events.map((event) => event.id)]),
  ).toEqual([
    [jobId('e1', 0), ['a', 'b']],
    [jobId('e1', 1), ['c']],
  ]);
});

test('an endpoint gets more jobs when the events are large', async () => {
  await using webhooks = setup(createTestEndpoint());
  const said = { name: 'client_event', channel: 'private-a', event: 'client-b', socket_id: '1.1' } as const;
  const event = { ...said, data: 'x'.repeat(100 * 1024) };
  await webhooks.producer.passOn(batch(...['a', 'b', 'c'].map((id) => createTestRecord(id, { event }))));
  expect(webhooks.added.map((jobs) => jobs.map(({ id }) => id))).toEqual([[jobId('e1', 0), jobId('e1', 1)]]);
});

test('no job for an app that is gone, has no endpoint, or none that wants anything', async () => {
  await using webhooks = setup();
  await webhooks.producer.passOn(batch(createTestRecord('r-1')));
  expect(webhooks.observer.drops).toEqual({});
  await webhooks.producer.passOn({
    ...batch(createTestRecord('r-1'), createTestRecord('r-2')),
    appId: 'gone',
  });
  expect(webhooks.added).toEqual([]);
  expect(webhooks.observer.drops).toEqual({ endpoint_gone: 2 });
});

test('after eight seconds it rejects, however far it has come, and goes no further', async () => {
  await using webhooks = setup(createTestEndpoint({ isOrdered: true }));
  const { clock, producer, lanes, observer, added } = webhooks;
  const push = lanes.target.push.bind(lanes.target);
  lanes.target.push = async (...args) => {
    await new Promise<void>((resolve) => clock.after(8_500, resolve));
    return push(...args);
  };
  const start = clock.now();
  const rejected = producer
    .passOn(batch(joined('a', 1)))
    .catch((error: Error) => [error.name, clock.now() - start]);
  await clock.advance(10_000);
  expect(await rejected).toEqual(['QueueAwayError', 8_000]);
  expect(added).toEqual([]);
  lanes.target.push = push;
  await producer.passOn(batch(joined('a', 1)));
  webhooks.work();
  await clock.advance(0);
  expect(webhooks.sender.eventIds).toEqual([['a']]);
  expect(observer.totals).toMatchObject({ queued: 1, sent: 1 });
  expect(clock.timers).toBe(0);
});

test('while it is not certain that all is safe it rejects; the repetition adds the same', async () => {
  await using webhooks = setup(createTestEndpoint());
  webhooks.queue.isAway = true;
  await expect(webhooks.producer.passOn(batch(joined('a', 1)))).rejects.toThrow('away');
  webhooks.queue.isAway = false;
  webhooks.lookup.isAway = true;
  await expect(webhooks.producer.passOn(batch(joined('a', 1)))).rejects.toThrow('away');
  expect(webhooks.observer.totals.queued).toBe(0);
  webhooks.lookup.isAway = false;
  await webhooks.producer.passOn(batch(joined('a', 1)));
  await webhooks.producer.passOn(batch(joined('a', 1)));
  expect(await webhooks.queue.part.depth()).toMatchObject({ waiting: 1 });
});

test('an ordered endpoint gets lanes by channel, each with marks of the source and one job', async () => {
  await using webhooks = setup(createTestEndpoint({ isOrdered: true }));
  const pushed = new Map<string, readonly LaneItem<LaneEvent>[]>();
  const push = webhooks.lanes.target.push.bind(webhooks.lanes.target);
  webhooks.lanes.target.push = (lane, items) => {
    pushed.set(lane, items);
    return push(lane, items);
  };
  await webhooks.producer.passOn(batch(joined('a', 1, 'one'), joined('b', 2, 'two'), joined('c', 3, 'one')));
  const byLane = [...pushed.values()].map((items) => items.map(({ item, mark }) => [item.id, mark]));
  expect(byLane).toEqual([
    [
      ['a', { source: '7.x9', version: 1 }],
      ['c', { source: '7.x9', version: 3 }],
    ],
    [['b', { source: '7.x9', version: 2 }]],
  ]);
  const [jobs = []] = webhooks.added;
  const lanes = [...pushed.keys()];
  expect(lanes.every((lane) => /^[0-9a-f]{24}\.\d{1,2}$/.test(lane))).toBe(true);
  expect(jobs.map(({ data }) => data.kind === 'lane' && data.lane)).toEqual(lanes);
  expect(jobs.map(({ id, data }) => data.kind === 'lane' && id === turnId(data.lane, data.turn))).toEqual([
    true,
    true,
  ]);
});

test('a batch that was pushed to a lane before is not pushed again', async () => {
  await using webhooks = setup(createTestEndpoint({ isOrdered: true }));
  webhooks.queue.isAway = true;
  await expect(webhooks.producer.passOn(batch(joined('a', 1), joined('b', 2)))).rejects.toThrow('away');
  webhooks.queue.isAway = false;
  await webhooks.producer.passOn(batch(joined('a', 1), joined('b', 2)));
  webhooks.work();
  await webhooks.clock.advance(0);
  expect(webhooks.sender.eventIds).toEqual([['a', 'b']]);
});

test('what was recorded here is pushed to a lane once, however often it is tried', async () => {
  await using webhooks = setup(createTestEndpoint({ isOrdered: true, maxEvents: 1 }));
  webhooks.queue.isAway = true;
  webhooks.producer.record([createTestRecord('a'), createTestRecord('b')]);
  await webhooks.clock.advance(30_000);
  webhooks.producer.record([createTestRecord('c')]);
  webhooks.queue.isAway = false;
  await webhooks.clock.advance(10_000);
  webhooks.work();
  await webhooks.clock.advance(0);
  expect(webhooks.sender.eventIds).toEqual([['a'], ['b'], ['c']]);
  expect(webhooks.observer.totals).toMatchObject({ queued: 3, sent: 3 });
});

test('names of lanes and jobs have no colon, whatever the app is called', async () => {
  const app = createTestApp([createTestEndpoint({ isOrdered: true })], 'a:b/\ud800{c}');
  await using webhooks = createTestWebhooks([app]);
  await webhooks.producer.passOn({ id: 'b-1', appId: app.id, records: [createTestRecord('r-1')] });
  webhooks.work();
  await webhooks.clock.advance(0);
  expect(webhooks.sender.eventIds).toEqual([['r-1']]);
});

test('what made room in a lane is counted as dropped, also when a replay is pushed', async () => {
  await using webhooks = setup(createTestEndpoint({ isOrdered: true }));
  const { lanes, letters, observer } = webhooks;
  lanes.target.push = async () => ({ turn: 1, dropped: 3 });
  await webhooks.producer.passOn(batch(joined('a', 1)));
  expect(observer.drops).toEqual({ buffer_full: 3 });
  const data = eventsJob({ appId: 'app', endpointId: 'e1', events: [createTestRecord('r-1')] });
  const why = { reason: 'status 500', attempts: 1, failedAt: 0 };
  await letters.target.add({ id: 'l-1', group: 'app', topic: 'e1', data, ...why });
  await webhooks.deadLetters.replay('app', 'l-1');
  expect(observer.drops).toEqual({ buffer_full: 6 });
});
