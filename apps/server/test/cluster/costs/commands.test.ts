import { ApiClient, eventually, RawClient, ServerCluster } from '@shoal/testing';
import { RedisMonitor } from './redis-monitor.js';

jest.setTimeout(60_000);

let cluster: ServerCluster;
let monitor: RedisMonitor;
beforeAll(async () => {
  cluster = await ServerCluster.start({ nodes: 2 });
  monitor = await RedisMonitor.start(cluster.redis);
});
afterAll(async () => {
  monitor?.[Symbol.dispose]();
  await cluster?.[Symbol.asyncDispose]();
});

const connect = (node = 0) => RawClient.connect({ server: cluster.node(node) });
const member = (id: string) => ({ member: { user_id: id } });

/** The hint goes at the end of the turn in which the join was answered: a later question comes after it. */
async function costOf(client: RawClient, channel: string): Promise<string[]> {
  await client.barrier();
  return (await monitor.takeAbout(channel)).sort();
}

it('a presence join is one script, and one subscription where the node does not listen yet', async () => {
  await using first = await connect();
  await using second = await connect();
  await first.subscribe('presence-cost', member('ann'));
  expect(await costOf(first, 'presence-cost')).toEqual(['script', 'spublish', 'ssubscribe']);
  await second.subscribe('presence-cost', member('ben'));
  expect(await costOf(second, 'presence-cost')).toEqual(['script', 'spublish']);
});

it('another socket of a user who is here already waits for nothing', async () => {
  await using first = await connect();
  await using second = await connect();
  await first.subscribe('presence-again', member('ann'));
  await costOf(first, 'presence-again');
  await second.subscribe('presence-again', member('ann'));
  await eventually(async () => expect(await subscriptions('presence-again')).toBe(2));
  const cost = await costOf(second, 'presence-again');
  // The other two are the question and the count, written behind.
  expect(cost.filter((name) => name !== 'script')).toEqual([]);
});

it('a join of another node costs this node one read', async () => {
  await using first = await connect(0);
  await using second = await connect(1);
  await first.subscribe('presence-told', member('ann'));
  await costOf(first, 'presence-told');
  await second.subscribe('presence-told', member('ben'));
  await first.next('pusher_internal:member_added');
  // Node 1: subscription, join, hint. Node 0: the read that follows the hint.
  expect(await costOf(second, 'presence-told')).toEqual(['script', 'script', 'spublish', 'ssubscribe']);
});

it.each(['cost-public', 'private-cost'])(
  'the first subscription to %s is one script and one subscription',
  async (channel) => {
    await using client = await connect();
    await client.subscribe(channel);
    expect(await costOf(client, channel)).toEqual(['script', 'ssubscribe']);
  },
);

it('a further subscription waits for nothing, and counts are written at most every 50 ms', async () => {
  await using first = await connect();
  await first.subscribe('shared');
  await costOf(first, 'shared');
  const clients = await Promise.all(Array.from({ length: 10 }, () => connect()));
  const startedAt = performance.now();
  for (const client of clients) {
    client.send({ event: 'pusher:subscribe', data: { channel: 'shared' } });
    // The pong is answered at once: what comes before it has waited for nobody.
    await client.barrier();
    expect(client.drainInbox().map(({ event }) => event)).toEqual(['pusher_internal:subscription_succeeded']);
  }
  let questions = 0;
  await eventually(async () => {
    questions += 1;
    expect(await subscriptions('shared')).toBe(11);
  });
  const cost = await costOf(first, 'shared');
  const writes = cost.length - questions;
  expect(new Set(cost)).toEqual(new Set(['script']));
  expect(writes).toBeGreaterThan(0);
  expect(writes).toBeLessThanOrEqual(1 + Math.floor((performance.now() - startedAt) / 50));
  await Promise.all(clients.map((client) => client.close()));
});

it('the last unsubscription is one script, any other one a count behind', async () => {
  await using client = await connect();
  await client.subscribe('left');
  await costOf(client, 'left');
  client.send({ event: 'pusher:unsubscribe', data: { channel: 'left' } });
  await client.barrier();
  await eventually(async () => expect(await occupied()).not.toContain('left'));
  // The node listens a little longer, so coming back costs no subscription.
  expect(await costOf(client, 'left')).toEqual(['script']);
  await client.subscribe('left');
  expect(await costOf(client, 'left')).toEqual(['script']);
});

it.each([
  ['somebody on another node listens to', true],
  ['nobody listens to: no node knows that', false],
])('what a tick publishes in a channel that %s is one spublish', async (_case, isHeard) => {
  const channel = isHeard ? 'published-heard' : 'published-unheard';
  await using client = await connect(1);
  if (isHeard) await client.subscribe(channel);
  await costOf(client, channel);
  using api = new ApiClient(cluster.node(0));
  const batch = Array.from({ length: 10 }, (_, index) => ({ name: `event-${index}`, channel, data: '{}' }));
  expect((await api.post('/batch_events', { body: { batch } })).status).toBe(200);
  if (isHeard) await client.next('event-9');
  expect(await takePublished(channel)).toEqual(['spublish']);
});

it('an event for several channels is one spublish for each', async () => {
  using api = new ApiClient(cluster.node(0));
  const channels = ['several-1', 'several-2', 'several-3'];
  await api.post('/events', { body: { name: 'event', channels, data: '{}' } });
  expect(await takePublished('several-')).toEqual(['spublish', 'spublish', 'spublish']);
});

/** Publishes go over one connection in order: once a later one has come, the earlier ones have. */
async function takePublished(channel: string): Promise<string[]> {
  await using listener = await connect(1);
  await listener.subscribe('after');
  using api = new ApiClient(cluster.node(0));
  await api.post('/events', { body: { name: 'after', channel: 'after', data: '{}' } });
  await listener.next('after');
  return await monitor.takeAbout(channel);
}

async function subscriptions(channel: string): Promise<unknown> {
  using api = new ApiClient(cluster.node(1));
  const { body } = await api.get(`/channels/${channel}`, { query: { info: 'subscription_count' } });
  return Object(body).subscription_count;
}

/** Does not mention any channel to Redis. */
async function occupied(): Promise<string[]> {
  using api = new ApiClient(cluster.node(1));
  return Object.keys(Object((await api.get('/channels')).body).channels);
}
