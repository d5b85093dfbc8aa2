import { setImmediate } from 'node:timers/promises';
import {
  ApiClient,
  createPusherJs,
  createPusherServer,
  eventually,
  RawClient,
  startServer,
} from '@shoal/testing';
import { startTimeout, useServer } from '../../use-server.js';
import { type Heard, listenTo } from '../heard.js';

const server = useServer();

const publish = (channel: string, data: unknown) =>
  createPusherServer(server()).trigger(channel, 'price', data);

/** Everything that a newcomer is told about the channel, except who else comes and goes. */
async function tellNewcomer(name: string, userId: string): Promise<Heard[]> {
  using client = createPusherJs(server(), { member: { user_id: userId } });
  const channel = client.pusher.subscribe(name);
  const told = listenTo(channel);
  await client.connected();
  await eventually(() => channel.subscribed);
  await client.barrier();
  return told
    .filter(([event]) => !event.startsWith('pusher:member_'))
    .map(([event, data]) => [event, event === succeeded ? 'yes' : data]);
}

const succeeded = 'pusher:subscription_succeeded';

describe.each(['cache-', 'private-cache-', 'presence-cache-', 'private-encrypted-cache-'])(
  'a channel with %s',
  (prefix) => {
    it('tells newcomers that it holds nothing: a cache miss, without data', async () => {
      expect(await tellNewcomer(`${prefix}empty`, 'ann')).toEqual([
        [succeeded, 'yes'],
        ['pusher:cache_miss', undefined],
      ]);
    });

    it('gives newcomers its last event, right after the subscription, though nobody was there', async () => {
      await publish(`${prefix}oil`, { price: 1 });
      await publish(`${prefix}oil`, { price: 2 });
      const told = [
        [succeeded, 'yes'],
        ['price', { price: 2 }],
      ];
      expect(await tellNewcomer(`${prefix}oil`, 'ann')).toEqual(told);
      expect(await tellNewcomer(`${prefix}oil`, 'bob')).toEqual(told);
    });

    it('gives it to nobody who has heard it already', async () => {
      const name = `${prefix}gold`;
      using early = createPusherJs(server(), { member: { user_id: 'ann' } });
      const channel = await early.subscribe(name);
      await early.barrier();
      const heard = listenTo(channel);
      await publish(name, 1);
      expect(await tellNewcomer(name, 'bob')).toEqual([
        [succeeded, 'yes'],
        ['price', 1],
      ]);
      await early.barrier();
      expect(heard.filter(([event]) => event === 'price')).toEqual([['price', 1]]);
    });
  },
);

describe.each(['private-cache-', 'presence-cache-'])('a client event on a channel with %s', (prefix) => {
  it('is delivered but not kept', async () => {
    const name = `${prefix}chat`;
    using ann = createPusherJs(server(), { member: { user_id: 'ann' } });
    using bob = createPusherJs(server(), { member: { user_id: 'bob' } });
    const mine = await ann.subscribe(name);
    const heard = listenTo(await bob.subscribe(name));
    mine.trigger('client-price', 7);
    await ann.barrier();
    await bob.barrier();
    expect(heard).toContainEqual(['client-price', 7]);
    expect(await tellNewcomer(name, 'cid')).toContainEqual(['pusher:cache_miss', undefined]);
    await publish(name, 1);
    mine.trigger('client-price', 8);
    await ann.barrier();
    expect(await tellNewcomer(name, 'cid')).toEqual([
      [succeeded, 'yes'],
      ['price', 1],
    ]);
  });
});

it(
  'an event that is published in the same moment as a newcomer subscribes is not lost',
  async () => {
    await using own = await startServer({ env: { DRAIN_DELAY: '0' } });
    using api = new ApiClient(own);
    await using resident = await RawClient.connect({ server: own });
    await using newcomer = await RawClient.connect({ server: own });
    await resident.subscribe('cache-race');
    await api.get('/channels');
    for (let price = 1; price <= 10; price += 1) {
      // A server that stands still finds both of them waiting when it goes on.
      own.signal('SIGSTOP');
      const body = { name: 'price', channel: 'cache-race', data: String(price) };
      const published = api.post('/events', { body });
      await setImmediate();
      const subscribed = newcomer.subscribe('cache-race');
      await setImmediate();
      own.signal('SIGCONT');
      await Promise.all([published, subscribed]);
      await newcomer.barrier();
      const prices = newcomer.drainInbox().filter(({ event }) => event === 'price');
      expect(prices.at(-1)?.payload).toBe(price);
      newcomer.send({ event: 'pusher:unsubscribe', data: { channel: 'cache-race' } });
      await newcomer.barrier();
    }
  },
  startTimeout,
);
