import { ApiClient, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer();

const succeeded = 'pusher_internal:subscription_succeeded';

async function publish(channel: string, data: string, socket_id?: string): Promise<void> {
  using api = new ApiClient(server());
  const exclusion = socket_id === undefined ? {} : { socket_id };
  const { status } = await api.post('/events', { body: { name: 'news', channel, data, ...exclusion } });
  expect(status).toBe(200);
}

describe('a subscription', () => {
  it.each([
    'plain',
    'private-plain',
    'private-encrypted-plain',
    'cache-plain',
    'private-cache-plain',
    'private-encrypted-cache-plain',
    // The prefix decides, not what stands elsewhere in the name.
    'my-private-plain',
    'privateplain',
    'x-cache-plain',
    '__proto__',
    'constructor',
    'all_the-characters=that@are,allowed.in;names',
  ])('to %s succeeds with empty data, as a string', async (channel) => {
    await using client = await RawClient.connect({ server: server() });
    const frame = await client.subscribe(channel);
    expect(frame.fields).toEqual({ event: succeeded, channel, data: '{}' });
    await client.barrier();
    const misses = channel.startsWith('x-') ? 0 : Number(channel.includes('cache-'));
    expect(client.drainInbox()).toHaveLength(misses);
  });

  it('is answered again when it is asked for again, and delivers once', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('asked-again');
    const again = await client.subscribe('asked-again');
    expect(again.fields).toEqual({ event: succeeded, channel: 'asked-again', data: '{}' });
    await publish('asked-again', 'once');
    await client.next('news');
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });

  it('needs no second signature to be answered again', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('private-asked-again');
    client.send({ event: 'pusher:subscribe', data: { channel: 'private-asked-again', auth: 'wrong' } });
    expect((await client.next(succeeded)).channel).toBe('private-asked-again');
  });
});

describe('an unsubscription', () => {
  it('is not answered, and ends the delivery', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('left');
    client.send({ event: 'pusher:unsubscribe', data: { channel: 'left' } });
    await client.barrier();
    await publish('left', 'too late');
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });

  it.each(['never-joined', 'private-never-joined', '__proto__', 'not a name!', '#server-to-user-1'])(
    'of %s, where nobody is, changes nothing',
    async (channel) => {
      await using client = await RawClient.connect({ server: server() });
      client.send({ event: 'pusher:unsubscribe', data: { channel } });
      await client.barrier();
      expect(client.drainInbox()).toEqual([]);
    },
  );

  it('that overtakes the answer to its subscription leaves nobody behind', async () => {
    await using client = await RawClient.connect({ server: server() });
    for (let round = 0; round < 50; round += 1) {
      client.send({ event: 'pusher:subscribe', data: { channel: 'raced' } });
      client.send({ event: 'pusher:unsubscribe', data: { channel: 'raced' } });
    }
    await client.barrier();
    client.drainInbox();
    await publish('raced', 'too late');
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
    using api = new ApiClient(server());
    expect((await api.get('/channels/raced')).body).toEqual({ occupied: false });
  });

  it('followed by a subscription in the same breath ends subscribed, once', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('changed-its-mind');
    for (let round = 0; round < 10; round += 1) {
      client.send({ event: 'pusher:unsubscribe', data: { channel: 'changed-its-mind' } });
      client.send({ event: 'pusher:subscribe', data: { channel: 'changed-its-mind' } });
    }
    await client.barrier();
    expect(client.drainInbox().filter(({ event }) => event === succeeded)).toHaveLength(10);
    await publish('changed-its-mind', 'one copy');
    await client.next('news');
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });
});

describe('a published event', () => {
  it('arrives with its name, its channel and its data as a string', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('delivered');
    await publish('delivered', '{"id":1}');
    const { fields } = await client.next('news');
    expect(fields).toEqual({ event: 'news', channel: 'delivered', data: '{"id":1}' });
  });

  it('does not go back to the connection that is named by socket_id', async () => {
    await using sender = await RawClient.connect({ server: server() });
    await using other = await RawClient.connect({ server: server() });
    await sender.subscribe('excluded');
    await other.subscribe('excluded');
    await publish('excluded', 'from sender', sender.socketId);
    await publish('excluded', 'to all');
    expect((await other.next('news')).data).toBe('from sender');
    expect((await other.next('news')).data).toBe('to all');
    expect((await sender.next('news')).data).toBe('to all');
    await sender.barrier();
    expect(sender.drainInbox()).toEqual([]);
  });

  it('reaches nobody else', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('mine');
    await publish('not-mine', 'x');
    await publish('min', 'x');
    await publish('mine-too', 'x');
    await client.barrier();
    expect(client.drainInbox()).toEqual([]);
  });
});
