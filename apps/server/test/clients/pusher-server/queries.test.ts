import { createPusherJs, createPusherServer, eventually } from '@shoal/testing';
import { useServer } from '../../use-server.js';

const server = useServer();

async function get(path: string, params: Record<string, string> = {}): Promise<unknown> {
  const answer = await createPusherServer(server()).get({ path, params });
  return await answer.json();
}

const visitor = (id: string) =>
  createPusherJs(server(), { member: { user_id: id, user_info: { name: id } } });

describe('GET /channels', () => {
  it('lists the occupied channels, each with nothing that was not asked for', async () => {
    using ann = visitor('ann');
    await ann.subscribe('listed-news');
    await ann.subscribe('private-listed');
    const filter_by_prefix = 'listed-';
    expect(await get('/channels')).toEqual({ channels: { 'listed-news': {}, 'private-listed': {} } });
    expect(await get('/channels', { filter_by_prefix })).toEqual({ channels: { 'listed-news': {} } });
    expect(await get('/channels', { filter_by_prefix: 'nothing-' })).toEqual({ channels: {} });
  });

  it('counts users by distinct user_id, and connections', async () => {
    using ann = visitor('ann');
    using bob = visitor('bob');
    using bobToo = visitor('bob');
    for (const client of [ann, bob, bobToo]) await client.subscribe('presence-counted');
    const params = { filter_by_prefix: 'presence-counted', info: 'user_count,subscription_count' };
    expect(await get('/channels', params)).toEqual({
      channels: { 'presence-counted': { user_count: 2, subscription_count: 3 } },
    });
  });

  it('does not list the channels of signed-in users', async () => {
    using ann = createPusherJs(server(), { user: { id: 'ann' } });
    await ann.connected();
    await ann.signin();
    expect(JSON.stringify(await get('/channels'))).not.toContain('#server-to-user-ann');
  });
});

describe('GET /channels/<name>', () => {
  it('says whether it is occupied', async () => {
    using ann = visitor('ann');
    await ann.subscribe('described');
    expect(await get('/channels/described')).toEqual({ occupied: true });
    ann.pusher.unsubscribe('described');
    await ann.barrier();
    expect(await get('/channels/described')).toEqual({ occupied: false });
  });

  it('counts what is asked for', async () => {
    using ann = visitor('ann');
    using annToo = visitor('ann');
    for (const client of [ann, annToo]) await client.subscribe('presence-described');
    expect(await get('/channels/presence-described', { info: 'user_count' })).toEqual({
      occupied: true,
      user_count: 1,
    });
    expect(await get('/channels/presence-described', { info: 'user_count,subscription_count' })).toEqual({
      occupied: true,
      user_count: 1,
      subscription_count: 2,
    });
  });

  it('shows what a cache channel holds, and for how many seconds', async () => {
    const info = 'cache';
    expect(await get('/channels/cache-described', { info })).toEqual({ occupied: false, cache: null });
    await createPusherServer(server()).trigger('cache-described', 'price', { price: 1 });
    expect(await get('/channels/cache-described', { info })).toEqual({
      occupied: false,
      cache: { data: '{"price":1}', ttl: expect.any(Number) },
    });
  });
});

describe('GET /channels/<name>/users', () => {
  it('lists the members of a presence channel by their ids, once each', async () => {
    using ann = visitor('ann');
    using bob = visitor('bob');
    using bobToo = visitor('bob');
    for (const client of [ann, bob, bobToo]) await client.subscribe('presence-users');
    expect(await get('/channels/presence-users/users')).toEqual({ users: [{ id: 'ann' }, { id: 'bob' }] });
    bob.pusher.unsubscribe('presence-users');
    await bob.barrier();
    expect(await get('/channels/presence-users/users')).toEqual({ users: [{ id: 'ann' }, { id: 'bob' }] });
    bobToo.pusher.unsubscribe('presence-users');
    await bobToo.barrier();
    expect(await get('/channels/presence-users/users')).toEqual({ users: [{ id: 'ann' }] });
  });

  it('of a channel that nobody is in is empty', async () => {
    expect(await get('/channels/presence-nobody/users')).toEqual({ users: [] });
  });
});

it('GET /connections counts the connections of the app, as Laravel Pulse asks Reverb', async () => {
  const isCount = async (connections: number) =>
    JSON.stringify(await get('/connections')) === JSON.stringify({ connections });
  await eventually(() => isCount(0), { what: 'the clients of the tests before to leave' });
  using ann = visitor('ann');
  using bob = visitor('bob');
  await Promise.all([ann.connected(), bob.connected()]);
  expect(await get('/connections')).toEqual({ connections: 2 });
  bob.pusher.disconnect();
  await eventually(() => isCount(1), { what: 'one connection less' });
});
