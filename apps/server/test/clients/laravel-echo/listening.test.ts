import { createEcho, type EchoBroadcaster, type EchoClient } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { broadcast } from './laravel.js';

const server = useServer();

const broadcasters: EchoBroadcaster[] = ['pusher', 'reverb'];

/** Resolves when Echo says that the channel is subscribed to. */
const subscribed = (channel: { subscribed(callback: () => void): unknown }) =>
  new Promise<void>((resolve) => channel.subscribed(resolve));

const publish = (channel: string, event: string, payload: object) =>
  broadcast(server(), { channels: [channel], event, payload });

describe.each(broadcasters)('Laravel Echo with the broadcaster %s', (broadcaster) => {
  const connect = (): EchoClient => createEcho(server(), broadcaster);

  it.each([
    ['channel', 'orders'],
    ['private', 'private-orders'],
    ['encryptedPrivate', 'private-encrypted-orders'],
  ] as const)('%s(‘orders’) listens to %s', async (method, name) => {
    using client = connect();
    const heard: unknown[] = [];
    const channel = client.echo[method]('orders');
    channel.listen('OrderShipped', (payload: unknown) => heard.push(payload));
    await subscribed(channel);
    await publish(name, 'App\\Events\\OrderShipped', { order: { id: 1, note: 'Grüße 👋' } });
    await client.barrier();
    expect(heard).toEqual([{ order: { id: 1, note: 'Grüße 👋' } }]);
  });

  it.each([
    ['OrderShipped', 'App\\Events\\OrderShipped'],
    ['Orders.Shipped', 'App\\Events\\Orders\\Shipped'],
    ['.order.shipped', 'order.shipped'],
    ['\\Shop\\OrderShipped', 'Shop\\OrderShipped'],
  ])('listen(‘%s’) hears the event %s', async (listened, event) => {
    using client = connect();
    const heard: unknown[] = [];
    const channel = client.echo.channel('names').listen(listened, (payload: unknown) => heard.push(payload));
    await subscribed(channel);
    await publish('names', event, { id: 1 });
    await publish('names', `${event}Elsewhere`, { id: 2 });
    await client.barrier();
    expect(heard).toEqual([{ id: 1 }]);
  });

  it('listenToAll hears every event, its namespace taken off', async () => {
    using client = connect();
    const heard: unknown[] = [];
    const channel = client.echo.channel('all');
    channel.listenToAll((event: string, payload: unknown) => heard.push([event, payload]));
    await subscribed(channel);
    await publish('all', 'App\\Events\\OrderShipped', { id: 1 });
    await publish('all', 'order.shipped', { id: 2 });
    await client.barrier();
    expect(heard).toEqual(
      expect.arrayContaining([
        ['OrderShipped', { id: 1 }],
        ['.order.shipped', { id: 2 }],
      ]),
    );
  });

  it('stopListening ends it', async () => {
    using client = connect();
    const heard: unknown[] = [];
    const channel = client.echo.channel('stopped').listen('E', (payload: unknown) => heard.push(payload));
    await subscribed(channel);
    channel.stopListening('E');
    await publish('stopped', 'App\\Events\\E', {});
    await client.barrier();
    expect(heard).toEqual([]);
  });

  it('notification() hears broadcast notifications on the private channel of a user', async () => {
    using client = connect();
    const heard: unknown[] = [];
    const channel = client.echo.private('App.Models.User.1');
    channel.notification((notification: unknown) => heard.push(notification));
    await subscribed(channel);
    const payload = { id: '6f9c', type: 'App\\Notifications\\InvoicePaid', amount: 10 };
    const event = 'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated';
    await publish('private-App.Models.User.1', event, payload);
    await client.barrier();
    expect(heard).toEqual([payload]);
  });

  it('error() is told when the server refuses the signature', async () => {
    const app = { ...server().app, secret: 'not the secret' };
    using client = createEcho({ ...server(), app }, broadcaster);
    const refused = new Promise((resolve) => client.echo.private('orders').error(resolve));
    expect(await refused).toEqual({
      type: 'AuthError',
      error: 'The connection is unauthorized',
      status: 401,
    });
  });

  it('leave() leaves the channel and its private, encrypted and presence namesakes', async () => {
    using client = createEcho(server(), broadcaster, { member: { user_id: 'ann' } });
    const { echo } = client;
    const channels = [
      echo.channel('left'),
      echo.private('left'),
      echo.encryptedPrivate('left'),
      echo.join('left'),
    ];
    const heard: unknown[] = [];
    for (const channel of channels) channel.listen('E', (payload: unknown) => heard.push(payload));
    await Promise.all(channels.map(subscribed));
    echo.leave('left');
    await client.barrier();
    for (const name of ['left', 'private-left', 'private-encrypted-left', 'presence-left']) {
      await publish(name, 'App\\Events\\E', {});
    }
    await client.barrier();
    expect(heard).toEqual([]);
  });
});
