import {
  ApiClient,
  eventually,
  RawClient,
  type RedisCluster,
  ServerCluster,
  type ServerProcess,
  startRedisCluster,
} from '@shoal/testing';
import { allBecome, countOf, publish, readiness, ready, usersOf } from '../cluster-answers.js';

jest.setTimeout(180_000);

/** Enough that each primary has some of them. */
const names = Array.from({ length: 12 }, (_, index) => `partial-${index}`);
const presenceOf = (name: string) => `presence-${name}`;

/** Milliseconds in which a Cluster whose node is back is whole again, on a machine that has much else to do. */
const recovery = 40_000;

/** A client in all channels, who notes what it hears in each. */
class Listener implements AsyncDisposable {
  readonly client: RawClient;
  /** `channel event`, presence events included. */
  readonly heard: string[] = [];

  private constructor(client: RawClient) {
    this.client = client;
    client.socket.on('message', (frame) => {
      const { event, channel, data } = JSON.parse(String(frame));
      if (event === 'pusher_internal:member_added')
        this.heard.push(`${channel} +${JSON.parse(data).user_id}`);
      else if (event === 'pusher_internal:member_removed') this.heard.push(`${channel} -`);
      else if (!event.startsWith('pusher')) this.heard.push(`${channel} ${event}`);
    });
  }

  static async enter(server: ServerProcess, userId: string): Promise<Listener> {
    const listener = new Listener(await RawClient.connect({ server }));
    for (const name of names) {
      await listener.client.subscribe(name);
      await listener.client.subscribe(presenceOf(name), { member: { user_id: userId } });
    }
    listener.heard.length = 0;
    return listener;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.client[Symbol.asyncDispose]();
  }
}

/** What lives on the first primary: channels by name, and the number of buckets. */
async function firstPart({ primaries: [first] }: RedisCluster) {
  const keys = ((await first?.command('KEYS', '*')) ?? '').split('\n');
  const tags = new Set(keys.map((key) => /\{(\d+)\}/.exec(key)?.[1]).filter((tag) => tag !== undefined));
  const has = (channel: string) => keys.some((key) => key.endsWith(`:${channel}`));
  return { has, buckets: tags.size };
}

it('while a primary of three is away the others serve exactly, and all is right when it is back', async () => {
  const config = { 'cluster-require-full-coverage': 'no' };
  const redis = await startRedisCluster({ primaries: 3, config });
  const hosts = redis.primaries.map(({ host, port }) => `${host}:${port}`).join(',');
  const env = { ADAPTER_DRIVER: 'redis-cluster', DATABASE_REDIS_CLUSTER_NODES: hosts };
  await using cluster = await ServerCluster.startOn(redis, { nodes: 2, env });
  const [here, there] = [cluster.node(0), cluster.node(1)];
  await using near = await Listener.enter(here, 'near');
  await using far = await Listener.enter(there, 'far');
  await eventually(() => near.heard.length === names.length, { what: 'the arrival of the other one' });
  near.heard.length = 0;
  const { has, buckets } = await firstPart(redis);
  const [lost, lostRooms] = [names.filter(has), names.map(presenceOf).filter(has)];
  const well = names.filter((name) => !lost.includes(name));
  const wellRooms = names.map(presenceOf).filter((room) => !lostRooms.includes(room));
  for (const some of [lost, lostRooms, well, wellRooms]) expect(some).not.toEqual([]);

  await redis.killPrimary(0);
  const missing = { status: 'degraded', reasons: ['redis'], missing_buckets: buckets };
  for (const node of cluster.nodes) {
    await eventually(async () => expect(await readiness(node)).toEqual(missing), { withinMs: 20_000 });
  }

  // On what is well, everything is as ever.
  await using newcomer = await RawClient.connect({ server: there });
  for (const name of well) await newcomer.subscribe(name);
  for (const room of wellRooms) {
    const { payload } = await newcomer.subscribe(room, { member: { user_id: 'newcomer' } });
    expect(payload).toMatchObject({ presence: { count: 3 } });
  }
  for (const name of well) expect(await publish(here, name, 'meanwhile')).toBe(200);
  const newsOfWell = [
    ...well.map((name) => `${name} meanwhile`),
    ...wellRooms.map((room) => `${room} +newcomer`),
  ].sort();
  await eventually(() => {
    for (const { heard } of [near, far]) expect([...heard].sort()).toEqual(newsOfWell);
  });
  for (const node of cluster.nodes) {
    for (const name of well) expect(await countOf(node, name)).toBe(3);
    for (const room of wellRooms) expect(await usersOf(node, room)).toEqual(['far', 'near', 'newcomer']);
  }

  // On what is lost: subscriptions are answered, lists are waited for, events stay on their node, nobody counts.
  for (const name of lost) await newcomer.subscribe(name);
  for (const room of lostRooms) {
    newcomer.subscribe(room, { member: { user_id: 'newcomer' } }).catch(() => undefined);
  }
  await newcomer.barrier();
  for (const name of lost) expect(await publish(here, name, 'meanwhile')).toBe(200);
  await near.client.barrier();
  const newsOfLost = lost.map((name) => `${name} meanwhile`);
  expect(near.heard.slice(newsOfWell.length)).toEqual(newsOfLost);
  expect(far.heard).toHaveLength(newsOfWell.length);
  using api = new ApiClient(here);
  for (const path of ['/channels', `/channels/${lost[0]}`, `/channels/${lostRooms[0]}/users`]) {
    expect((await api.get(path)).status).toBe(503);
  }

  await redis.primaries[0]?.restart();
  await allBecome(cluster.nodes, ready, { withinMs: recovery });
  const news = [...newsOfWell, ...newsOfLost, ...lostRooms.map((room) => `${room} +newcomer`)].sort();
  const isRight = async () => {
    for (const { heard } of [near, far]) expect([...heard].sort()).toEqual(news);
    for (const node of cluster.nodes) {
      for (const name of names) expect(await countOf(node, name)).toBe(3);
      for (const name of names) {
        expect(await usersOf(node, presenceOf(name))).toEqual(['far', 'near', 'newcomer']);
      }
    }
  };
  await eventually(isRight, { withinMs: recovery, everyMs: 250, what: 'everything to be right' });
});
