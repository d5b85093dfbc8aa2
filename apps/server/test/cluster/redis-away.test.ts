import { setTimeout as last } from 'node:timers/promises';
import { ApiClient, type RedisProcess, ServerCluster } from '@shoal/testing';
import { allBecome, degraded } from './cluster-answers.js';
import { news, room } from './resident.js';
import { Residents } from './residents.js';

jest.setTimeout(90_000);

let cluster: ServerCluster;
beforeAll(async () => {
  cluster = await ServerCluster.start();
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

async function cutConnections(redis: RedisProcess): Promise<void> {
  await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
}

/** Milliseconds that Redis is away. */
const outage = 5_000;

interface Outage {
  begin(redis: RedisProcess): Promise<void> | void;
  end(redis: RedisProcess): Promise<void> | void;
}

const outages: readonly [name: string, outage: Outage][] = [
  ['stands still', { begin: (redis) => redis.pause(), end: (redis) => redis.resume() }],
  [
    'stands still and has cut all connections',
    {
      async begin(redis) {
        await cutConnections(redis);
        redis.pause();
      },
      end: (redis) => redis.resume(),
    },
  ],
  ['is killed and comes back empty', { begin: (redis) => redis.kill(), end: (redis) => redis.restart() }],
];

describe.each(outages)('while Redis %s', (_name, { begin, end }) => {
  it('every node goes on by itself, and all agree when it is back', async () => {
    const { nodes, redis } = cluster;
    await using residents = await Residents.on(nodes);
    await residents.publish('before');
    await residents.agree();
    residents.forgetChanges();

    const isOver = last(outage);
    await begin(redis.server);
    await residents.publish('unnoticed');
    await allBecome(nodes, degraded, { withinMs: 5_000 });
    await residents.publish('meanwhile');
    for (const [index, { client, heard }] of residents.all.entries()) {
      await client.barrier();
      expect(heard.filter((name) => name.endsWith(`-${index}`))).toEqual(
        ['before', 'unnoticed', 'meanwhile'].map((name) => `${name}-${index}`),
      );
    }
    for (const node of nodes) {
      using api = new ApiClient(node);
      for (const path of ['/channels', `/channels/${news}`, `/channels/${room}/users`]) {
        const { status, body } = await api.get(path);
        expect({ path, status, body }).toEqual({ path, status: 503, body: away });
      }
    }
    const newcomer = await residents.enter(0, 'newcomer');
    expect(newcomer.list).toBeUndefined();

    await isOver;
    await end(redis.server);
    await residents.agree();
    await residents.publish('after');
    await residents.agree();
    const told = residents.all.map(({ changes }) => changes);
    expect(told).toEqual([...nodes.map(() => ['+newcomer']), []]);
  });
});

it('all agree again when Redis has lost everything without a pause', async () => {
  const { nodes, redis } = cluster;
  await using residents = await Residents.on(nodes);
  residents.forgetChanges();
  await redis.server.command('FLUSHALL');
  await residents.publish('after');
  await residents.agree();
  await residents.enter(0, 'newcomer');
  await residents.agree();
  expect(residents.all.map(({ changes }) => changes)).toEqual([...nodes.map(() => ['+newcomer']), []]);
});

const away = expect.objectContaining({ error: 'A service that this server needs is away: try again' });
