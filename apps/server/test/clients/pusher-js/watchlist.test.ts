import { createPusherJs, once, type PusherJsClient } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { listenTo } from '../heard.js';

const server = useServer();

/** A user who watches others. What pusher-js tells of them is heard from before the sign-in on. */
async function watcher(id: string, watchlist: string[]) {
  const client = createPusherJs(server(), { user: { id, watchlist } });
  const heard = listenTo(client.pusher.user.watchlist);
  await client.connected();
  await client.signin();
  await client.barrier();
  return { client, heard };
}

async function comeOnline(id: string): Promise<PusherJsClient> {
  const client = createPusherJs(server(), { user: { id } });
  await client.connected();
  await client.signin();
  return client;
}

describe('the watchlist of a signed-in user', () => {
  it('begins with who is online and who is not', async () => {
    using bob = await comeOnline('bob');
    const { client, heard } = await watcher('ann', ['bob', 'carol', 'dan']);
    using _ann = client;
    expect(heard).toEqual([
      ['online', { name: 'online', user_ids: ['bob'] }],
      ['offline', { name: 'offline', user_ids: ['carol', 'dan'] }],
    ]);
    await bob.barrier();
  });

  it('goes on with who comes with a first connection and goes with the last', async () => {
    const { client, heard } = await watcher('eve', ['frank']);
    using eve = client;
    heard.length = 0;
    using phone = await comeOnline('frank');
    await eve.barrier();
    expect(heard).toEqual([['online', { name: 'online', user_ids: ['frank'] }]]);
    using laptop = await comeOnline('frank');
    const gone = once(eve.pusher.user.watchlist, 'offline');
    phone.pusher.disconnect();
    await laptop.barrier();
    laptop.pusher.disconnect();
    expect(await gone).toEqual({ name: 'offline', user_ids: ['frank'] });
    expect(heard).toHaveLength(2);
  });

  it('is told to nobody who does not watch', async () => {
    const { client, heard } = await watcher('gina', ['henry']);
    using gina = client;
    heard.length = 0;
    using _ivan = await comeOnline('ivan');
    await gina.barrier();
    expect(heard).toEqual([]);
  });

  it('may hold a hundred users: the rest is not watched, and the client is told with 4302', async () => {
    using client = createPusherJs(server(), {
      user: { id: 'jo', watchlist: Array.from({ length: 101 }, (_, index) => `user-${index}`) },
    });
    await client.connected();
    const error = once(client.pusher.connection, 'error');
    const offline = once(client.pusher.user.watchlist, 'offline');
    await client.signin();
    expect(await error).toMatchObject({ type: 'PusherError', data: { code: 4302 } });
    expect(await offline).toMatchObject({ user_ids: { length: 100 } });
  });
});
