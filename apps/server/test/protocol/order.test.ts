import { ApiClient, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer({
  config: {
    app_manager: {
      array: {
        apps: [
          {
            id: 'app-id',
            key: 'app-key',
            secret: 'app-secret',
            features: { enable_client_messages: true, enable_subscription_count: true },
          },
        ],
      },
    },
  },
});

const succeeded = 'pusher_internal:subscription_succeeded';

function events(client: RawClient): string[] {
  return client.drainInbox().map(({ event }) => event);
}

describe('a cache channel', () => {
  it('says first that the subscription succeeded, then that there is nothing, without data', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('cache-empty');
    const { fields } = await client.next('pusher:cache_miss');
    expect(fields).toEqual({ event: 'pusher:cache_miss', channel: 'cache-empty' });
  });

  it.each(['cache-news', 'private-cache-news', 'private-encrypted-cache-news', 'presence-cache-news'])(
    'gives on %s success, the last event, and only then what is live',
    async (channel) => {
      using api = new ApiClient(server());
      const publish = (data: string) => api.post('/events', { body: { name: 'news', channel, data } });
      await publish('before last');
      await publish('last');
      await using client = await RawClient.connect({ server: server() });
      await client.subscribe(channel, channel.startsWith('presence-') ? { member: { user_id: 1 } } : {});
      await publish('live');
      const isLive = ({ data }: { data: unknown }) => data === 'live';
      await client.next(isLive);
      const [cached, ...rest] = client.drainInbox().filter(({ event }) => !event.includes('count'));
      expect(cached?.fields).toEqual({ event: 'news', channel, data: 'last' });
      expect(rest).toEqual([]);
    },
  );

  it('neither repeats nor loses an event that is published while somebody subscribes', async () => {
    using api = new ApiClient(server());
    for (let round = 0; round < 20; round += 1) {
      const channel = `cache-raced-${round}`;
      await using client = await RawClient.connect({ server: server() });
      const answer = client.subscribe(channel);
      await api.post('/events', { body: { name: 'news', channel, data: 'raced' } });
      await answer;
      await client.next('news');
      await client.barrier();
      expect(events(client)).not.toContain('news');
    }
  });

  it('gives a repeated subscription no second copy', async () => {
    using api = new ApiClient(server());
    const channel = 'cache-repeated';
    await api.post('/events', { body: { name: 'news', channel, data: 'once' } });
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe(channel);
    await client.next('news');
    await client.subscribe(channel);
    await client.barrier();
    expect(events(client)).not.toContain('news');
  });
});

describe('the order of a channel', () => {
  it('is the order of publishing, over one or many requests', async () => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('ordered');
    const numbers = Array.from({ length: 100 }, (_, index) => String(index));
    for (let first = 0; first < numbers.length; first += 10) {
      const batch = numbers
        .slice(first, first + 10)
        .map((data) => ({ name: 'number', channel: 'ordered', data }));
      await api.post('/batch_events', { body: { batch } });
    }
    await client.barrier();
    const received = client.drainInbox().filter(({ event }) => event === 'number');
    expect(received.map(({ data }) => data)).toEqual(numbers);
  });

  it('is the order of one sender’s client events', async () => {
    const channel = 'private-ordered';
    await using sender = await RawClient.connect({ server: server() });
    await using receiver = await RawClient.connect({ server: server() });
    await sender.subscribe(channel);
    await receiver.subscribe(channel);
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    for (const data of numbers) sender.send({ event: 'client-number', channel, data });
    await sender.barrier();
    await receiver.barrier();
    const received = receiver.drainInbox().filter(({ event }) => event === 'client-number');
    expect(received.map(({ data }) => data)).toEqual(numbers);
  });

  it('has no event before the success of the subscription', async () => {
    using api = new ApiClient(server());
    await using client = await RawClient.connect({ server: server() });
    let isPublishing = true;
    const publishing = (async () => {
      while (isPublishing) await api.post('/events', { body: { name: 'tick', channel: 'busy', data: '' } });
    })();
    for (let round = 0; round < 20; round += 1) {
      client.send({ event: 'pusher:subscribe', data: { channel: 'busy' } });
      await client.next('tick');
      client.send({ event: 'pusher:unsubscribe', data: { channel: 'busy' } });
      await client.barrier();
      const [first, ...rest] = events(client);
      expect(first).toBe(succeeded);
      expect(rest).not.toContain(succeeded);
    }
    isPublishing = false;
    await publishing;
  });
});

describe('an app with subscription counts', () => {
  it('tells every change to the subscribers, after their success', async () => {
    const channel = 'counted';
    const count = (subscription_count: number) => ({
      event: 'pusher_internal:subscription_count',
      channel,
      data: JSON.stringify({ subscription_count }),
    });
    await using first = await RawClient.connect({ server: server() });
    await first.subscribe(channel);
    expect((await first.next(() => true)).fields).toEqual(count(1));
    await using second = await RawClient.connect({ server: server() });
    await second.subscribe(channel);
    expect((await first.next(() => true)).fields).toEqual(count(2));
    expect((await second.next(() => true)).fields).toEqual(count(2));
    second.send({ event: 'pusher:unsubscribe', data: { channel } });
    expect((await first.next(() => true)).fields).toEqual(count(1));
    await second.barrier();
    expect(second.drainInbox()).toEqual([]);
  });

  it('tells none on presence channels', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('presence-counted', { member: { user_id: 1 } });
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });
});
