import { createPusherJs, createPusherServer, once, type ServerAddress, startServer } from '@shoal/testing';
import { startTimeout, useServer } from '../../use-server.js';
import { Entrance } from '../entrance.js';
import { listenTo } from '../heard.js';

const start = () => startServer({ env: { DRAIN_DELAY: '0', DRAIN_WINDOW: '0' } });
const server = useServer();

const person = (address: ServerAddress, id: string) =>
  createPusherJs(address, { member: { user_id: id, user_info: { name: id } }, user: { id } });

describe('pusher-js comes back by itself, with its channels, its members and its user,', () => {
  it.each([
    ['after a drain (4200)', 'SIGTERM'],
    ['after a crash', 'SIGKILL'],
  ] as const)(
    '%s',
    async (_what, signal) => {
      await using first = await start();
      await using entrance = await Entrance.to(first);
      const address = { host: entrance.host, port: entrance.port, app: first.app };
      using ann = person(address, 'ann');
      using bob = person(address, 'bob');
      const before = await ann.connected();
      await ann.signin();
      const news = await ann.subscribe('news');
      const room = await ann.subscribe('presence-room');
      const theirs = await bob.subscribe('presence-room');
      const told = listenTo(room);

      const starting = start();
      entrance.leadTo(starting);
      const back = [news, room, theirs].map((channel) =>
        once(channel, 'pusher:subscription_succeeded', { withinMs: 15_000 }),
      );
      first.signal(signal);
      await using second = await starting;
      await Promise.all(back);
      await ann.pusher.user.signinDonePromise;
      // Whoever came back first is told of the other a moment later.
      await Promise.all([ann.barrier(), bob.barrier()]);
      expect(ann.pusher.connection.socket_id).not.toBe(before);
      const members = { count: 2, members: { ann: { name: 'ann' }, bob: { name: 'bob' } } };
      expect([room, theirs]).toMatchObject([{ members }, { members }]);

      const backend = createPusherServer(second);
      const heard = once(ann.pusher.user, 'note');
      await backend.trigger(['news', 'presence-room'], 'order', { id: 1 });
      await backend.sendToUser('ann', 'note', 'welcome back');
      expect(await heard).toBe('welcome back');
      await ann.barrier();
      expect(told.filter(([event]) => event === 'order')).toEqual([['order', { id: 1 }]]);
    },
    startTimeout,
  );
});

describe('a client that went away and came back', () => {
  it('has its channels again; what was published meanwhile is gone', async () => {
    using client = createPusherJs(server());
    const channel = await client.subscribe('news');
    const heard = listenTo(channel);
    const backend = createPusherServer(server());
    await backend.trigger('news', 'order', 1);
    await client.barrier();
    const back = once(channel, 'pusher:subscription_succeeded');
    client.pusher.disconnect();
    await backend.trigger('news', 'order', 'missed');
    client.pusher.connect();
    await back;
    await backend.trigger('news', 'order', 2);
    await client.barrier();
    expect(heard.filter(([event]) => event === 'order')).toEqual([
      ['order', 1],
      ['order', 2],
    ]);
  });

  it('was not missed on a presence channel that another connection of its user is on', async () => {
    using ann = person(server(), 'ann');
    const told = listenTo(await ann.subscribe('presence-room'));
    using phone = person(server(), 'bob');
    using laptop = person(server(), 'bob');
    const room = await phone.subscribe('presence-room');
    await laptop.subscribe('presence-room');
    const back = once(room, 'pusher:subscription_succeeded');
    phone.pusher.disconnect();
    phone.pusher.connect();
    await back;
    await ann.barrier();
    expect(told).toEqual([['pusher:member_added', { id: 'bob', info: { name: 'bob' } }]]);
  });
});
