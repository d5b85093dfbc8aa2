import { publishedEvent } from '@shoal/protocol';
import { RawClient, UpgradeRefusedError } from './raw-client.js';
import { StubServer } from './stub-server.js';

describe('connecting', () => {
  it('gives a client with the socket id that the server chose', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect({ server });
    expect(client.socketId).toMatch(/^\d+\.\d+$/);
    expect(server.urls).toEqual(['/app/app-key?protocol=7&client=raw&version=1.0.0']);
  });

  it('asks as it is told to, rightly or wrongly', async () => {
    await using server = await StubServer.start();
    await using _url = await RawClient.connect(`ws://127.0.0.1:${server.port}/app/app-key`);
    await using _path = await RawClient.open({
      server,
      path: '/elsewhere',
      protocol: null,
      query: { x: '1' },
    });
    await using _key = await RawClient.open({ server, key: 'no such app', protocol: 'seven' });
    expect(server.urls).toEqual([
      '/app/app-key',
      '/elsewhere?client=raw&version=1.0.0&x=1',
      '/app/no%20such%20app?protocol=seven&client=raw&version=1.0.0',
    ]);
  });

  it('fails with what the server said when it refuses', async () => {
    await using server = await StubServer.start();
    await expect(RawClient.connect({ server, key: 'other' })).rejects.toThrow(
      /connection was closed \(4001 Application does not exist\).*instead:\n {2}\{"event":"pusher:error"/s,
    );
  });

  it('shows a refusal to whoever opens without waiting', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.open({ server, key: 'other' });
    expect(await client.next('pusher:error')).toMatchObject({ payload: { code: 4001 } });
    expect(await client.closed).toEqual({ code: 4001, reason: 'Application does not exist' });
  });

  it('fails with the status when the upgrade is answered with HTTP', async () => {
    await using server = await StubServer.start();
    const refused = RawClient.open(`ws://127.0.0.1:${server.port}/refused`);
    await expect(refused).rejects.toThrow(UpgradeRefusedError);
    await expect(refused).rejects.toMatchObject({ status: 404, body: 'nothing here' });
  });

  it('fails when nobody listens', async () => {
    await expect(RawClient.open('ws://127.0.0.1:1/')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the inbox', () => {
  it('gives the first frame that matches, decoded and as it was, and leaves the others', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect({ server });
    server.send(publishedEvent('first', '{"n":1}')('news'));
    server.send(publishedEvent('second', 'plain')('news'));
    expect(await client.next(({ event }) => event === 'second')).toMatchObject({
      data: 'plain',
      payload: 'plain',
    });
    expect(await client.next('first')).toEqual({
      event: 'first',
      channel: 'news',
      data: '{"n":1}',
      payload: { n: 1 },
      fields: { event: 'first', channel: 'news', data: '{"n":1}' },
      text: publishedEvent('first', '{"n":1}')('news'),
    });
  });

  it('gives frames that come in one go to those who wait, each to one', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect({ server });
    const both = Promise.all([client.next('order'), client.next('order')]);
    for (const data of ['1', '2']) server.send(publishedEvent('order', data)('news'));
    expect((await both).map(({ data }) => data)).toEqual(['1', '2']);
  });

  it('lists what arrived instead', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect({ server });
    server.send('{"event":"order"}');
    server.send('no JSON');
    await client.barrier();
    await expect(client.next('member_added', { withinMs: 10 })).rejects.toThrow(
      'Waited for member_added: nothing of the kind in 10 ms. Arrived instead:\n  {"event":"order"}\n  no JSON',
    );
  });

  it('fails at once when the connection ends, and afterwards', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect({ server });
    const waiting = client.next('order');
    server.sockets[0]?.close(4200, 'Move');
    await expect(waiting).rejects.toThrow('Waited for order: the connection was closed (4200 Move)');
    await expect(client.next('order')).rejects.toThrow('(4200 Move). Arrived instead: nothing');
  });

  it('is complete after a barrier: what is not there was not sent', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect({ server });
    server.send('{"event":"order"}');
    await client.barrier();
    expect(client.drainInbox().map(({ event }) => event)).toEqual(['order']);
    expect(client.drainInbox()).toEqual([]);
  });
});

describe('subscribing', () => {
  it('signs for channels that need it', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect({ server });
    expect(await client.subscribe('news')).toMatchObject({ payload: {} });
    expect(await client.subscribe('private-news')).toMatchObject({ channel: 'private-news' });
    expect(await client.subscribe('presence-room', { member: { user_id: '7' } })).toMatchObject({
      payload: { presence: { ids: ['7'] } },
    });
  });

  it('fails with the refusal', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect({ server });
    await expect(client.subscribe('private-news', { auth: 'app-key:wrong' })).rejects.toThrow(
      /The server refused: .*pusher:subscription_error.*"status":401/,
    );
  });

  it('signs in, and on a presence channel is that user', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect({ server });
    expect(await client.signin({ id: '7' })).toMatchObject({ payload: { user_data: '{"id":"7"}' } });
    expect(await client.subscribe('presence-room')).toMatchObject({ channel: 'presence-room' });
  });

  it('has no secret to sign with when it was given a URL', async () => {
    await using server = await StubServer.start();
    await using client = await RawClient.connect(`ws://127.0.0.1:${server.port}/app/app-key`);
    await expect(client.subscribe('private-news')).rejects.toThrow('has no secret');
  });
});
