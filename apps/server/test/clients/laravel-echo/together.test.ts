import { createEcho, type EchoBroadcaster, type EchoClient } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { broadcast } from './laravel.js';

const server = useServer();

const broadcasters: EchoBroadcaster[] = ['pusher', 'reverb'];

type Told = [what: string, data: unknown];

/** Joins a presence channel and keeps what Echo tells of it: who is here, and who comes and goes. */
async function join({ echo }: EchoClient, room: string) {
  const told: Told[] = [];
  const channel = echo.join(room);
  await new Promise<void>((resolve) => {
    channel
      .here((users: unknown) => {
        told.push(['here', users]);
        resolve();
      })
      .joining((user: unknown) => told.push(['joining', user]))
      .leaving((user: unknown) => told.push(['leaving', user]));
  });
  return { channel, told };
}

async function listen({ echo }: EchoClient, name: string) {
  const heard: unknown[] = [];
  const channel = echo.private(name);
  channel.listenForWhisper('typing', (data: unknown) => heard.push(['whisper', data]));
  channel.listen('Said', (data: unknown) => heard.push(['event', data]));
  await new Promise<void>((resolve) => channel.subscribed(resolve));
  return { channel, heard };
}

describe.each(broadcasters)('users of Laravel Echo with the broadcaster %s', (broadcaster) => {
  const person = (name: string): EchoClient =>
    createEcho(server(), broadcaster, { member: { user_id: name, user_info: { name } } });

  it('see who is here, joining and leaving', async () => {
    using ann = person('Ann');
    using bob = person('Bob');
    const room = await join(ann, `${broadcaster}-room`);
    expect((await join(bob, `${broadcaster}-room`)).told).toEqual([
      ['here', [{ name: 'Ann' }, { name: 'Bob' }]],
    ]);
    bob.echo.leave(`${broadcaster}-room`);
    await bob.barrier();
    await ann.barrier();
    expect(room.told).toEqual([
      ['here', [{ name: 'Ann' }]],
      ['joining', { name: 'Bob' }],
      ['leaving', { name: 'Bob' }],
    ]);
  });

  it('with two tabs open join once, and leave with the last', async () => {
    using ann = person('Ann');
    using tab = person('Bob');
    using other = person('Bob');
    const room = await join(ann, `${broadcaster}-tabs`);
    await join(tab, `${broadcaster}-tabs`);
    await join(other, `${broadcaster}-tabs`);
    for (const client of [tab, other]) {
      await ann.barrier();
      expect(room.told.slice(1)).toEqual([['joining', { name: 'Bob' }]]);
      client.echo.leave(`${broadcaster}-tabs`);
      await client.barrier();
    }
    await ann.barrier();
    expect(room.told.slice(1)).toEqual([
      ['joining', { name: 'Bob' }],
      ['leaving', { name: 'Bob' }],
    ]);
  });

  it('whisper to the others on a private channel', async () => {
    using ann = person('Ann');
    using bob = person('Bob');
    const [mine, theirs] = [await listen(ann, 'chat'), await listen(bob, 'chat')];
    mine.channel.whisper('typing', { name: 'Ann' });
    await ann.barrier();
    await bob.barrier();
    expect(theirs.heard).toEqual([['whisper', { name: 'Ann' }]]);
    expect(mine.heard).toEqual([]);
  });

  it('whisper to the others on a presence channel', async () => {
    using ann = person('Ann');
    using bob = person('Bob');
    const mine = await join(ann, `${broadcaster}-whispers`);
    const theirs = await join(bob, `${broadcaster}-whispers`);
    const heard: unknown[] = [];
    theirs.channel.listenForWhisper('typing', (data: unknown) => heard.push(data));
    mine.channel.whisper('typing', { name: 'Ann' });
    await ann.barrier();
    await bob.barrier();
    expect(heard).toEqual([{ name: 'Ann' }]);
  });

  it('do not hear their own events when Laravel sends them toOthers()', async () => {
    using ann = person('Ann');
    using bob = person('Bob');
    const [mine, theirs] = [await listen(ann, 'others'), await listen(bob, 'others')];
    const said = { channels: ['private-others'], event: 'App\\Events\\Said' };
    // Echo adds this as X-Socket-Id to the requests of the page.
    const socketId = ann.echo.socketId();
    await broadcast(server(), { ...said, payload: { text: 'to others' }, socketId });
    await broadcast(server(), { ...said, payload: { text: 'to all' } });
    await Promise.all([ann.barrier(), bob.barrier()]);
    expect(mine.heard).toEqual([['event', { text: 'to all' }]]);
    expect(theirs.heard).toEqual([
      ['event', { text: 'to others' }],
      ['event', { text: 'to all' }],
    ]);
  });

  it('know the state of their connection', async () => {
    using ann = person('Ann');
    await ann.connected();
    const { connector } = ann.echo;
    expect(connector.connectionStatus()).toBe('connected');
    ann.echo.disconnect();
    expect(connector.connectionStatus()).toBe('disconnected');
  });
});
