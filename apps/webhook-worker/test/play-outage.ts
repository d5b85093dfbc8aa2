import { setTimeout as last } from 'node:timers/promises';
import {
  eventually,
  httpRequest,
  RawClient,
  type RedisProcess,
  ServerCluster,
  type ServerProcess,
  startRedis,
  WebhookReceiver,
} from '@shoal/testing';
import { ClientEventLoad } from './client-event-load.js';
import { environmentOf } from './installation.js';
import { countWebhooks, type WebhookCounts } from './webhook-counts.js';

export interface Outage {
  begin(redis: RedisProcess): Promise<void>;
  end(redis: RedisProcess): Promise<void>;
}

export const outages: readonly [name: string, outage: Outage][] = [
  ['stands still', { begin: async (redis) => redis.pause(), end: async (redis) => redis.resume() }],
  [
    'is shut down and comes back with what it had',
    {
      async begin(redis) {
        // What it answers is the end of the connection.
        await redis.command('SHUTDOWN').catch(() => undefined);
      },
      end: (redis) => redis.restart(),
    },
  ],
];

const event_types = ['channel_occupied', 'channel_vacated', 'client_event'];

/** Events of 2,000 characters take 4.3 kB each: about 240 of them. */
const bufferLimit = '1';

/** Milliseconds in which everything is as it should be again, on a machine that has much else to do. */
const patience = { withinMs: 40_000, everyMs: 100 };

/** What there is before Redis goes: two servers, a worker, and a Redis that keeps what it has on its disk. */
async function startWorld(receiver: WebhookReceiver): Promise<ServerCluster> {
  const redis = await startRedis({ config: { appendonly: 'yes' } });
  const env = environmentOf({
    webhooks: [{ url: receiver.url, event_types }],
    env: {
      ...{ ADAPTER_DRIVER: 'redis', REDIS_URL: `redis://${redis.host}:${redis.port}` },
      WEBHOOKS_BUFFER_LIMIT_MB: bufferLimit,
    },
  });
  return await ServerCluster.startOn(redis, { nodes: 2, workers: 1, env });
}

async function enter(server: ServerProcess, channel: string): Promise<RawClient> {
  const client = await RawClient.connect({ server });
  await client.subscribe(channel);
  return client;
}

/** Waits until all servers and workers say so of themselves. */
async function allBecome({ nodes, workers }: ServerCluster, status: 'ready' | 'degraded'): Promise<void> {
  for (const { host, metricsPort: port } of [...nodes, ...workers]) {
    const isSo = async () => {
      const { body } = await httpRequest({ host, port }, { path: '/ready' });
      expect(body).toMatchObject({ status });
    };
    await eventually(isSo, { ...patience, what: `a process that is ${status}` });
  }
}

/** `occupied room` and the like, in the order of arrival, each event once. */
function transitionsOf(receiver: WebhookReceiver, isAbout: RegExp): string[] {
  const events = receiver.events().filter(({ channel }) => isAbout.test(String(channel)));
  return events.map(({ name, channel }) => `${String(name).replace('channel_', '')} ${channel}`);
}

/** Takes Redis away for so many seconds while clients come, go and talk, and expects what docs/webhooks.md promises. */
export async function playOutage({ begin, end }: Outage, seconds: number): Promise<void> {
  await using receiver = await WebhookReceiver.start();
  await using cluster = await startWorld(receiver);
  const { redis } = cluster;
  const [talking, moving] = [cluster.node(0), cluster.node(1)];
  await using _staying = await enter(moving, 'room-of-who-stays');
  const leaving = await enter(moving, 'room-of-who-leaves');
  const load = await ClientEventLoad.start(talking, { channel: 'private-load', every: 10, size: 2_000 });
  await receiver.whenReceived(({ event }) => event === 'client-50', patience);

  const isOver = last(seconds * 1_000);
  await begin(redis.server);
  await allBecome(cluster, 'degraded');
  await leaving.close();
  await using _coming = await enter(moving, 'room-of-who-comes');
  await isOver;
  // Clients of one server have talked to each other all the time.
  expect(load.slowest).toBeLessThan((seconds * 1_000) / 2);
  await end(redis.server);
  await allBecome(cluster, 'ready');

  for (const change of ['occupied room-of-who-comes', 'vacated room-of-who-leaves']) {
    const isTold = () => transitionsOf(receiver, /^room/).includes(change);
    await eventually(isTold, { ...patience, what: change });
  }
  const published = await load.stop();
  await receiver.whenReceived(({ event }) => event === `client-${published}`, patience);
  const { lost } = await eventually(() => expectBalance(cluster, receiver), patience);

  const expected = ['comes', 'leaves', 'stays'].map((who) => `occupied room-of-who-${who}`);
  // A Redis that was started anew may have lost what was recorded last: that is told again, under another id.
  const transitions = [...new Set(transitionsOf(receiver, /^room/))].sort();
  expect(transitions).toEqual([...expected, 'vacated room-of-who-leaves']);
  const versions = receiver
    .events()
    .flatMap((event) =>
      event.channel === 'room-of-who-leaves' ? [{ name: event.name, version: Number(event.version) }] : [],
    );
  const latest = Math.max(...versions.map(({ version }) => version));
  expect(versions).toContainEqual({ name: 'channel_vacated', version: latest });
  const arrived = new Set(receiver.events().map(({ event }) => event));
  const numbers = Array.from({ length: published }, (_, index) => index + 1);
  const missing = numbers.filter((number) => !arrived.has(`client-${number}`));
  expect(lost).toBeGreaterThan(0);
  expect(missing).toHaveLength(lost);
  // Of the newest as many are there as there was room for, but for a batch or two: the oldest have gone.
  expect(published - Math.max(...missing)).toBeGreaterThan(100);
}

/** That everything in the queue came to its end, and the endpoint knows of each request that counts as sent. */
async function expectBalance(cluster: ServerCluster, receiver: WebhookReceiver): Promise<WebhookCounts> {
  const counts = await countWebhooks(cluster);
  const arrived = receiver.requests.flatMap(({ events }) => events).length;
  const repeated = arrived - receiver.events().length;
  const { queued, sent, failed, gone } = counts;
  expect({ sent, failed, gone }).toEqual({ sent: arrived, failed: 0, gone: 0 });
  expect(queued).toBe(sent - repeated);
  return counts;
}
