import {
  createPusherJs,
  eventually,
  type PusherJsClient,
  RawClient,
  ServerCluster,
  type SingleRedis,
} from '@shoal/testing';
import { Balancer } from './balancer.js';
import { countOf, usersOf } from './cluster-answers.js';
import { room } from './resident.js';
import { Residents } from './residents.js';

jest.setTimeout(90_000);

const buckets = 128;
const registrations =
  "local sum = 0 for _, key in ipairs(redis.call('KEYS', '*:nodes')) do sum = sum + redis.call('HLEN', key) end return sum";

/** Nodes that buckets know, one for each bucket that knows them. */
async function countRegistrations({ server }: SingleRedis): Promise<number> {
  return Number(await server.command('EVAL', registrations, '0'));
}

it('the clients of a node that is drained move, and nobody is told of those who are back in time', async () => {
  await using cluster = await ServerCluster.start({ env: { DRAIN_WINDOW: '2' } });
  const [drained, ...others] = cluster.nodes;
  if (drained === undefined) throw new Error('There is no node to drain');
  await using residents = await Residents.on(others);
  await using balancer = await Balancer.start(cluster.nodes);
  const movers: PusherJsClient[] = [];
  using _movers = {
    [Symbol.dispose]() {
      for (const { pusher } of movers) pusher.disconnect();
    },
  };
  const names = Array.from({ length: 12 }, (_, index) => `mover-${index}`);
  for (const user_id of names) {
    const mover = createPusherJs(balancer, { member: { user_id } });
    movers.push(mover);
    await mover.subscribe(room);
  }
  await using ghost = await RawClient.connect({ server: drained });
  await ghost.subscribe(room, { member: { user_id: 'ghost' } });
  const all = ['ghost', ...names, ...residents.all.map(({ userId }) => userId)].sort();
  const lists = () => residents.all.map(({ list }) => list);
  await eventually(() => expect(lists()).toEqual(others.map(() => all)), { withinMs: 10_000 });
  residents.forgetChanges();

  balancer.takeOut(drained);
  drained.signal('SIGTERM');
  expect(await drained.exited).toEqual({ code: 0, signal: null });
  // It does not leave that to the end of its lease.
  expect(await countRegistrations(cluster.redis)).toBe(buckets * others.length);
  // Whoever is expected back is in a grace set, and taken out by the return or by the end of the grace.
  await eventually(async () => (await cluster.redis.server.command('KEYS', '*grace*')) === '', {
    withinMs: 20_000,
    what: 'the end of all graces',
  });
  const stayed = all.filter((name) => name !== 'ghost');
  await eventually(() => expect(lists()).toEqual(others.map(() => stayed)), { withinMs: 20_000 });
  for (const node of others) {
    await eventually(async () => expect(await usersOf(node, room)).toEqual(stayed), { withinMs: 10_000 });
    await eventually(async () => expect(await countOf(node, room)).toBe(stayed.length), {
      withinMs: 10_000,
    });
  }
  for (const { client, changes } of residents.all) {
    await client.barrier();
    expect(changes).toEqual(['-ghost']);
  }
});
