import { eventually, RawClient, ServerCluster, scrapeMetrics } from '@shoal/testing';

jest.setTimeout(120_000);

const clients = 20;
const channelsEach = 100;
/** Milliseconds that a node listens on after the last subscriber has gone, and as much again for a busy machine. */
const linger = 5_000;
const margin = 10_000;

/** What a bucket holds of its nodes; everything else but the number of buckets is about channels. */
const lasting = ['leases', 'meta', 'nodes', 'since'];

it('channels that were come to and left leave nothing behind', async () => {
  await using cluster = await ServerCluster.start({ nodes: 1 });
  const { server } = cluster.redis;
  const channelOf = (client: number, index: number) =>
    `${['churn', 'private-churn', 'presence-churn', 'cache-churn'][index % 4]}-${client}-${index}`;

  await Promise.all(
    Array.from({ length: clients }, async (_, number) => {
      await using client = await RawClient.connect({ server: cluster.node(0) });
      for (let index = 0; index < channelsEach; index += 1) {
        const channel = channelOf(number, index);
        const isPresence = channel.startsWith('presence-');
        await client.subscribe(channel, isPresence ? { member: { user_id: `user-${number}` } } : {});
        client.send({ event: 'pusher:unsubscribe', data: { channel } });
      }
      await client.barrier();
    }),
  );

  await eventually(
    async () => {
      const keys = (await server.command('KEYS', '*')).split('\n');
      const ofBuckets = keys.filter((key) => key !== 'shoal:buckets');
      const kinds = new Set(ofBuckets.map((key) => key.slice(key.indexOf('}:') + 2)));
      expect([...kinds].sort()).toEqual(lasting);
    },
    { withinMs: margin, everyMs: 250 },
  );
  const listening = async () =>
    (await server.command('PUBSUB', 'SHARDCHANNELS', '*churn*')).split('\n').filter((name) => name !== '');
  await eventually(async () => expect(await listening()).toEqual([]), {
    withinMs: linger + margin,
    everyMs: 250,
  });
  const scrape = await scrapeMetrics(cluster.node(0));
  const sum = (name: string, labels = {}) => scrape.sum(`sockudo_${name}`, labels);
  expect({
    subscribed: sum('channel_subscriptions_total'),
    unsubscribed: sum('channel_unsubscriptions_total'),
    listened: sum('adapter_operations_total', { operation: 'subscribe' }),
    unlistened: sum('adapter_operations_total', { operation: 'unsubscribe' }),
    channels: sum('active_channels'),
    members: sum('presence_members'),
    connections: sum('active_connections'),
    failures: sum('adapter_errors_total'),
  }).toEqual({
    subscribed: clients * channelsEach,
    unsubscribed: clients * channelsEach,
    listened: clients * channelsEach,
    unlistened: clients * channelsEach,
    ...{ channels: 0, members: 0, connections: 0, failures: 0 },
  });
});
