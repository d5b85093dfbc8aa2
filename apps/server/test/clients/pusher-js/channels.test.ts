import { createPusherJs, createPusherServer, eventually, once, RawClient } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { listenTo } from '../heard.js';

const server = useServer();

const publish = (channel: string, event: string, data: unknown) =>
  createPusherServer(server()).trigger(channel, event, data);

const isOccupied = async (channel: string) => {
  const answer = await createPusherServer(server()).get({ path: `/channels/${channel}` });
  const { occupied }: { occupied: boolean } = await answer.json();
  return occupied;
};

describe('channels', () => {
  it('are public without a prefix: anybody subscribes, without a signature', async () => {
    using client = createPusherJs(server());
    const heard = once(await client.subscribe('public-news'), 'order');
    await publish('public-news', 'order', { id: 1 });
    expect(await heard).toEqual({ id: 1 });
  });

  it('are private with private-: the backend signs for each subscription', async () => {
    using client = createPusherJs(server());
    const heard = once(await client.subscribe('private-news'), 'order');
    await publish('private-news', 'order', { id: 1 });
    expect(await heard).toEqual({ id: 1 });
  });

  it('are end-to-end encrypted with private-encrypted-: the server sees only ciphertext', async () => {
    using client = createPusherJs(server());
    await using wire = await RawClient.connect({ server: server() });
    await wire.subscribe('private-encrypted-vault');
    const heard = once(await client.subscribe('private-encrypted-vault'), 'order');
    await publish('private-encrypted-vault', 'order', { secret: 'tea' });
    expect(await heard).toEqual({ secret: 'tea' });
    const { payload } = await wire.next('order');
    expect(payload).toEqual({ nonce: expect.any(String), ciphertext: expect.any(String) });
  });

  it.each(['privatefoo', 'my-private-x', 'presenceroom', 'x-cache-y'])(
    'have a kind by the beginning of the name only: %s is public',
    async (name) => {
      await using client = await RawClient.connect({ server: server() });
      await client.subscribe(name);
      await client.barrier();
      expect(client.drainInbox()).toEqual([]);
    },
  );

  it('get what is published to them and nothing else', async () => {
    using client = createPusherJs(server());
    const [mine, other] = await Promise.all(['mine', 'other'].map((name) => client.subscribe(name)));
    if (mine === undefined || other === undefined) throw new Error('Two channels were asked for');
    const [heardMine, heardOther] = [listenTo(mine), listenTo(other)];
    await publish('mine', 'order', 1);
    await publish('nobodys', 'order', 2);
    await client.barrier();
    expect(heardMine).toEqual([['order', 1]]);
    expect(heardOther).toEqual([]);
  });

  it('are many on one connection, asked for before it is there', async () => {
    using client = createPusherJs(server());
    const names = Array.from({ length: 60 }, (_, index) => `${index % 2 ? 'private-' : ''}crowd-${index}`);
    const channels = await Promise.all(names.map((name) => client.subscribe(name)));
    const heard = channels.map((channel) => once(channel, 'hello'));
    await createPusherServer(server()).trigger(names, 'hello', 'all');
    expect(await Promise.all(heard)).toEqual(names.map(() => 'all'));
  });
});

describe('a refused subscription', () => {
  const refused = (client: ReturnType<typeof createPusherJs>, name: string) =>
    once(client.pusher.subscribe(name), 'pusher:subscription_error');

  it.each(['private-news', 'private-encrypted-news'])('%s: the signature is wrong', async (name) => {
    using client = createPusherJs({ ...server(), app: { ...server().app, secret: 'not the secret' } });
    expect(await refused(client, name)).toEqual({
      type: 'AuthError',
      error: 'The connection is unauthorized',
      status: 401,
    });
  });

  it('names a channel that cannot exist', async () => {
    using client = createPusherJs(server());
    expect(await refused(client, 'no spaces please')).toEqual({
      type: 'InvalidChannel',
      error: 'The channel name is not valid',
      status: 4009,
    });
  });

  it('leaves the connection and its other channels as they are', async () => {
    using client = createPusherJs(server());
    const socketId = await client.connected();
    const heard = once(await client.subscribe('unharmed'), 'order');
    await refused(client, 'not/a/channel');
    await publish('unharmed', 'order', 1);
    expect(await heard).toBe(1);
    expect(client.pusher.connection.socket_id).toBe(socketId);
  });
});

describe('unsubscribing', () => {
  it('ends the events at once, and another subscription brings them back', async () => {
    using client = createPusherJs(server());
    const told = listenTo(await client.subscribe('left'));
    client.pusher.unsubscribe('left');
    await client.barrier();
    await publish('left', 'order', 1);
    await client.barrier();
    expect(told).toEqual([]);
    const heard = once(await client.subscribe('left'), 'order');
    await publish('left', 'order', 2);
    expect(await heard).toBe(2);
  });

  it('while the subscription is on its way leaves the channel empty', async () => {
    using client = createPusherJs(server());
    await client.connected();
    const channel = client.pusher.subscribe('fleeting');
    client.pusher.unsubscribe('fleeting');
    await eventually(() => !channel.subscribed && !channel.subscriptionPending, { what: 'an answer' });
    await client.barrier();
    expect(await isOccupied('fleeting')).toBe(false);
  });

  it('and subscribing again while the first answer is on its way ends subscribed, once', async () => {
    using client = createPusherJs(server());
    await client.connected();
    client.pusher.subscribe('indecisive');
    client.pusher.unsubscribe('indecisive');
    const told = listenTo(await client.subscribe('indecisive'));
    await publish('indecisive', 'order', 1);
    await client.barrier();
    expect(told).toEqual([['order', 1]]);
  });

  it('and subscribing again behind it ends subscribed, once', async () => {
    using client = createPusherJs(server());
    await client.subscribe('private-back');
    client.pusher.unsubscribe('private-back');
    const told = listenTo(await client.subscribe('private-back'));
    await publish('private-back', 'order', 1);
    await client.barrier();
    expect(told).toEqual([['order', 1]]);
  });
});
