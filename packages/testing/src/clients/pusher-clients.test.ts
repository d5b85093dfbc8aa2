import { publishedEvent } from '@shoal/protocol';
import { once } from '../eventually.js';
import type { ServerAddress } from '../server/server-address.js';
import { createEcho } from './echo-client.js';
import { createPusherJs } from './pusher-js-client.js';
import { createPusherServer } from './pusher-server.js';
import { StubServer } from './stub-server.js';

const addressOf = ({ host, port, app }: StubServer): ServerAddress => ({ host, port, app });

describe('pusher-js', () => {
  it('connects, subscribes with a signature and hears events', async () => {
    await using server = await StubServer.start();
    using client = createPusherJs(server);
    expect(await client.connected()).toMatch(/^\d+\.\d+$/);
    const channel = await client.subscribe('private-news');
    const heard = once(channel, 'order');
    server.send(publishedEvent('order', '{"id":1}')('private-news'));
    expect(await heard).toEqual({ id: 1 });
  });

  it('is a member of presence channels', async () => {
    await using server = await StubServer.start();
    using client = createPusherJs(server, { member: { user_id: '7', user_info: { name: 'Ann' } } });
    const channel = await client.subscribe('presence-room');
    expect(channel).toMatchObject({ members: { me: { id: '7', info: { name: 'Ann' } } } });
  });

  it('signs in', async () => {
    await using server = await StubServer.start();
    using client = createPusherJs(server, { user: { id: '7' } });
    await client.connected();
    await client.signin();
    expect(client.pusher.user.user_data).toEqual({ id: '7' });
  });

  it('has heard everything that was sent before its barrier', async () => {
    await using server = await StubServer.start();
    using client = createPusherJs(server);
    const heard: unknown[] = [];
    const channel = await client.subscribe('news');
    channel.bind('order', (data: unknown) => heard.push(data));
    server.send(publishedEvent('order', '{"id":1}')('news'));
    await client.barrier();
    expect(heard).toEqual([{ id: 1 }]);
  });

  it('reads what the official server library encrypted', async () => {
    await using server = await StubServer.start();
    using client = createPusherJs(server);
    const heard = once(await client.subscribe('private-encrypted-vault'), 'order');
    const answer = await createPusherServer(server).trigger('private-encrypted-vault', 'order', { id: 1 });
    expect(await answer.json()).toEqual({});
    expect(await heard).toEqual({ id: 1 });
  });

  it('fails with the refusal of a subscription', async () => {
    await using server = await StubServer.start();
    using client = createPusherJs({ ...addressOf(server), app: { ...server.app, secret: 'other' } });
    await expect(client.subscribe('private-news')).rejects.toThrow(/private-news failed: .*AuthError.*401/);
  });

  it('says in which state it is when it does not connect', async () => {
    await using server = await StubServer.start();
    using client = createPusherJs({
      host: server.host,
      port: server.port,
      app: { ...server.app, key: 'other' },
    });
    await expect(client.connected({ withinMs: 500 })).rejects.toThrow(/not connected. Last error: .*4001/);
  });
});

describe.each(['pusher', 'reverb'] as const)('Laravel Echo for %s', (broadcaster) => {
  it('connects, and listens as an application does', async () => {
    await using server = await StubServer.start();
    using client = createEcho(server, broadcaster);
    await client.connected();
    const heard = new Promise((resolve) => {
      const channel = client.echo.private('orders').listen('OrderShipped', resolve);
      channel.subscribed(() =>
        server.send(publishedEvent('App\\Events\\OrderShipped', '{"id":1}')('private-orders')),
      );
    });
    expect(await heard).toEqual({ id: 1 });
  });

  it('sees who is here', async () => {
    await using server = await StubServer.start();
    using client = createEcho(server, broadcaster, { member: { user_id: '7', user_info: { name: 'Ann' } } });
    const here = new Promise((resolve) => client.echo.join('room').here(resolve));
    expect(await here).toEqual([{ name: 'Ann' }]);
  });
});
