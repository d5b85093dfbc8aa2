import { RawClient } from '@shoal/testing';
import { clusterName as cluster, type WatchedCluster } from '../watched-cluster.js';
import { again, together } from './again.js';
import type { Fault } from './fault.js';

/** Redis is gone while backends go on publishing and asking. */
export function redisAway({ cluster: { redis, nodes }, api }: WatchedCluster): Fault {
  const broughtBack = { [Symbol.asyncDispose]: () => redis.server.restart() };
  // What is refused, or not answered, is what the fault is about.
  const ask = () => api.get('/channels').catch(() => undefined);
  const publish = () =>
    api.post('/events', { body: { name: 'event', channel: 'news', data: '{}' } }).catch(() => undefined);
  return {
    ...{ what: 'Redis is gone', cluster },
    // What finds the buffer full is refused, if the outage lasts so long.
    alsoMaybe: ['ShoalPublishFailures'],
    inflict: async () => {
      // Without somebody who listens on both, nothing would have to go from one to the other.
      const clients = await Promise.all(nodes.map((server) => RawClient.connect({ server })));
      for (const client of clients) await client.subscribe('news');
      const publishing = again(100, publish);
      const asking = Array.from({ length: 5 }, () => again(200, ask));
      await redis.server.kill();
      return together(broughtBack, ...clients, publishing, ...asking);
    },
  };
}

/** Another release has written members into a channel that nobody here can read. */
export function unreadableMembers({ cluster: { redis, nodes }, api }: WatchedCluster): Fault {
  return {
    ...{ what: 'members that another release has written', cluster },
    inflict: async () => {
      const [server] = nodes;
      if (server === undefined) throw new Error('There is no server');
      const client = await RawClient.connect({ server });
      await client.subscribe('presence-mixed', { member: { user_id: 'ann' } });
      const key = await redis.server.command('KEYS', '*shown:app-id:presence-mixed');
      await redis.server.command('HSET', key, 'ann', '9{"id":"ann"}');
      return together(
        client,
        again(200, () => api.get('/channels/presence-mixed/users')),
      );
    },
  };
}
