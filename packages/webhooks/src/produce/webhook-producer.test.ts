import type { LaneItem, NewJob } from '@shoal/queue';
import type { LaneEvent, WebhookJob } from '../deliver/webhook-job.js';
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
      { id: 'b-1-all', data: { ...address, endpointId: 'all', events: [first, second] } },
      { id: 'b-1-rooms', data: { ...address, endpointId: 'rooms', events: [second] } },
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
    ['b-1-e1-0', ['a', 'b']],
    ['b-1-e1-1', ['c']],
  ]);
});

test('no job for an app that is gone, has no endpoint, or none that wants anything', async () => {
  await using webhooks = setup();
  await webhooks.producer.passOn(batch(createTestRecord('r-1')));
  await webhooks.producer.passOn({ ...batch(createTestRecord('r-1')), appId: 'gone' });
  expect(webhooks.added).toEqual([]);
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
  expect(lanes.every((lane) => /^app-e1-\d{1,2}$/.test(lane))).toBe(true);
  expect(jobs.map(({ data }) => data.kind === 'lane' && data.lane)).toEqual(lanes);
  expect(jobs.map(({ id, data }) => data.kind === 'lane' && id === `${data.lane}-${data.turn}`)).toEqual([
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

test('names of lanes and jobs have no colon, whatever the app is called', async () => {
  const app = createTestApp([createTestEndpoint({ isOrdered: true })], 'a:b/\ud800{c}');
  await using webhooks = createTestWebhooks([app]);
  await webhooks.producer.passOn({ id: 'b-1', appId: app.id, records: [createTestRecord('r-1')] });
  webhooks.work();
  await webhooks.clock.advance(0);
  expect(webhooks.sender.eventIds).toEqual([['r-1']]);
});
