import { RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { expectError } from './expect-error.js';

const server = useServer({
  config: {
    event_limits: { max_name_length: 40, max_payload_in_kb: 1 },
    app_manager: {
      array: {
        apps: [
          {
            id: 'app-id',
            key: 'app-key',
            secret: 'app-secret',
            features: { enable_client_messages: true },
          },
          { id: 'mute', key: 'mute-key', secret: 'app-secret' },
        ],
      },
    },
  },
});

async function pair(channel: string): Promise<AsyncDisposable & { sender: RawClient; receiver: RawClient }> {
  const sender = await RawClient.connect({ server: server() });
  const receiver = await RawClient.connect({ server: server() });
  const isPresence = channel.startsWith('presence-');
  await sender.subscribe(channel, isPresence ? { member: { user_id: 42 } } : {});
  await receiver.subscribe(channel, isPresence ? { member: { user_id: 'receiver' } } : {});
  return {
    sender,
    receiver,
    async [Symbol.asyncDispose]() {
      await sender.close();
      await receiver.close();
    },
  };
}

describe('a client event', () => {
  it('goes to the others on its channel and not back', async () => {
    const channel = 'private-chat';
    await using clients = await pair(channel);
    const { sender, receiver } = clients;
    sender.send({ event: 'client-hello', channel, data: { text: 'hi' } });
    const { fields } = await receiver.next('client-hello');
    expect(fields).toEqual({ event: 'client-hello', channel, data: { text: 'hi' } });
    await sender.barrier();
    expect(sender.drainInbox()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['an object', { a: [1, { b: null }] }],
    ['a string', 'plain text'],
    ['a string of JSON', '{"a":1}'],
    ['a number', 0],
    ['false', false],
    ['null', null],
    ['a list', [1, '2']],
    ['text of every kind', 'ü 😀 \u2028 " \\ \u0000'],
  ])('carries %s as it was sent', async (_kind, data) => {
    const channel = 'private-kinds';
    await using clients = await pair(channel);
    clients.sender.send({ event: 'client-kind', channel, data });
    expect((await clients.receiver.next('client-kind')).data).toEqual(data);
  });

  it('says on presence channels who sent it, with the id as it was given', async () => {
    const channel = 'presence-chat';
    await using clients = await pair(channel);
    clients.sender.send({ event: 'client-hello', channel, data: {}, user_id: 'forged' });
    const { fields } = await clients.receiver.next('client-hello');
    expect(fields).toEqual({ event: 'client-hello', channel, data: {}, user_id: 42 });
  });

  it('is not cached', async () => {
    const channel = 'private-cache-chat';
    await using clients = await pair(channel);
    clients.sender.send({ event: 'client-hello', channel, data: {} });
    await clients.receiver.next('client-hello');
    await using late = await RawClient.connect({ server: server() });
    await late.subscribe(channel);
    expect((await late.next(() => true)).event).toBe('pusher:cache_miss');
  });

  it('may have a name and data as long as the limits say', async () => {
    const channel = 'private-limits';
    await using clients = await pair(channel);
    const event = 'client-'.padEnd(40, 'x');
    // A text is measured as it is, anything else as JSON.
    clients.sender.send({ event, channel, data: 'x'.repeat(1024) });
    expect((await clients.receiver.next(event)).data).toHaveLength(1024);
    clients.sender.send({ event, channel, data: ['x'.repeat(1024 - 4)] });
    await clients.receiver.next(event);
  });
});

describe('a client event that is refused', () => {
  type Refused = [why: string, channel: string, event: string, data: unknown, message: string];
  const notSubscribed = 'The connection is not subscribed to the channel';
  const badKind = 'Client events are for private and presence channels only';
  it.each<Refused>([
    ['not subscribed', 'private-elsewhere', 'client-a', {}, notSubscribed],
    ['a channel of another name', '__proto__', 'client-a', {}, notSubscribed],
    ['a public channel', 'public', 'client-a', {}, badKind],
    ['a cache channel', 'cache-public', 'client-a', {}, badKind],
    ['an encrypted channel', 'private-encrypted-chat', 'client-a', {}, badKind],
    ['a long name', 'private-chat', 'client-'.padEnd(41, 'x'), {}, 'The event name is too long'],
    ['large data', 'private-chat', 'client-a', 'x'.repeat(1025), 'data is larger than 1024 bytes'],
    ['large data in bytes', 'private-chat', 'client-a', 'ü'.repeat(513), 'data is larger than 1024 bytes'],
    ['large JSON', 'private-chat', 'client-a', ['x'.repeat(1021)], 'data is larger than 1024 bytes'],
  ])('is answered with 4301, reaches nobody, and the connection stays: %s', async (_why, ...refused) => {
    const [channel, event, data, message] = refused;
    await using sender = await RawClient.connect({ server: server() });
    await using receiver = await RawClient.connect({ server: server() });
    for (const client of [sender, receiver]) {
      for (const name of ['public', 'private-chat', 'cache-public', 'private-encrypted-chat']) {
        await client.subscribe(name);
      }
      await client.barrier();
      client.drainInbox();
    }
    sender.send({ event, channel, data });
    await expectError(sender, { code: 4301, message, channel });
    await receiver.barrier();
    expect(receiver.drainInbox()).toEqual([]);
  });

  it('is refused in apps that do not allow them', async () => {
    await using client = await RawClient.connect({ server: server(), key: 'mute-key' });
    client.send({ event: 'client-a', channel: 'private-a', data: {} });
    const message = 'Client events are not enabled for this application';
    await expectError(client, { code: 4301, message, channel: 'private-a' });
  });

  it('is refused after unsubscribing', async () => {
    const channel = 'private-unsubscribed';
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe(channel);
    client.send({ event: 'pusher:unsubscribe', data: { channel } });
    client.send({ event: 'client-a', channel, data: {} });
    await expectError(client, { code: 4301, message: notSubscribed, channel });
  });
});
