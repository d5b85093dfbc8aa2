import { ApiClient, eventually, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer({ config: { channel_limits: { cache_ttl: 1800 } } });

async function get(path: string, query: Record<string, string> = {}) {
  using api = new ApiClient(server());
  const { status, body } = await api.get(path, { query });
  return { status, body };
}

const refusal = (error: string, code = 'bad_request') => ({
  status: 400,
  body: { error, code, status: 400 },
});

describe('GET /channels', () => {
  it('lists what is occupied, by prefix, without anything that was not asked for', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.signin({ id: 'nobody-sees-their-channel' });
    for (const channel of ['list-a', 'list-b', '__proto__', 'private-list']) await client.subscribe(channel);
    const { body } = await get('/channels');
    expect(JSON.stringify(body)).toBe(
      '{"channels":{"list-a":{},"list-b":{},"__proto__":{},"private-list":{}}}',
    );
    expect(await get('/channels', { filter_by_prefix: 'list-' })).toEqual({
      status: 200,
      body: { channels: { 'list-a': {}, 'list-b': {} } },
    });
    expect(await get('/channels', { filter_by_prefix: 'nothing' })).toEqual({
      status: 200,
      body: { channels: {} },
    });
  });

  it('counts connections and users when asked', async () => {
    await using first = await RawClient.connect({ server: server() });
    await using second = await RawClient.connect({ server: server() });
    for (const client of [first, second]) {
      await client.subscribe('presence-counted', { member: { user_id: 'same' } });
    }
    const query = { filter_by_prefix: 'presence-counted', info: 'user_count,subscription_count' };
    expect(await get('/channels', query)).toEqual({
      status: 200,
      body: { channels: { 'presence-counted': { user_count: 1, subscription_count: 2 } } },
    });
  });

  it('refuses counts that channels of the list do not have', async () => {
    const needsPrefix = refusal('user_count needs filter_by_prefix=presence-');
    expect(await get('/channels', { info: 'user_count' })).toEqual(needsPrefix);
    expect(await get('/channels', { info: 'user_count', filter_by_prefix: 'presence' })).toEqual(needsPrefix);
    const noCache = refusal('cache is not available in a list of channels');
    expect(await get('/channels', { info: 'cache' })).toEqual(noCache);
    const unknown = refusal('info knows user_count, subscription_count and cache, not members');
    expect(await get('/channels', { info: 'members' })).toEqual(unknown);
  });

  it('forgets a channel when the last one has left', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('forgotten');
    client.send({ event: 'pusher:unsubscribe', data: { channel: 'forgotten' } });
    await client.barrier();
    expect(await get('/channels', { filter_by_prefix: 'forgotten' })).toEqual({
      status: 200,
      body: { channels: {} },
    });
  });
});

describe('GET /channels/{name}', () => {
  it('tells whether somebody is there, and the counts that were asked for', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.subscribe('one');
    await client.subscribe('presence-one', { member: { user_id: 1 } });
    expect(await get('/channels/one')).toEqual({ status: 200, body: { occupied: true } });
    expect(await get('/channels/nobody')).toEqual({ status: 200, body: { occupied: false } });
    expect(await get('/channels/one', { info: 'subscription_count' })).toEqual({
      status: 200,
      body: { occupied: true, subscription_count: 1 },
    });
    expect(await get('/channels/presence-one', { info: 'user_count,subscription_count' })).toEqual({
      status: 200,
      body: { occupied: true, user_count: 1, subscription_count: 1 },
    });
    expect(await get('/channels/presence-nobody', { info: 'user_count' })).toEqual({
      status: 200,
      body: { occupied: false, user_count: 0 },
    });
  });

  it('shows the cached event with the seconds it has left, or null', async () => {
    using api = new ApiClient(server());
    const info = { info: 'cache' };
    expect(await get('/channels/cache-one', info)).toEqual({
      status: 200,
      body: { occupied: false, cache: null },
    });
    await api.post('/events', { body: { name: 'news', channel: 'cache-one', data: { a: 1 } } });
    const { body } = await get('/channels/cache-one', info);
    expect(body).toEqual({ occupied: false, cache: { data: '{"a":1}', ttl: expect.any(Number) } });
    const { ttl } = (body as { cache: { ttl: number } }).cache;
    expect(Number.isInteger(ttl)).toBe(true);
    expect(ttl).toBeLessThanOrEqual(1800);
    expect(ttl).toBeGreaterThan(1700);
  });

  it('refuses what the channel does not have', async () => {
    const noUsers = refusal('user_count is only available for presence channels');
    expect(await get('/channels/private-a', { info: 'user_count' })).toEqual(noUsers);
    const noCache = refusal('cache is only available for cache channels');
    expect(await get('/channels/private-a', { info: 'cache' })).toEqual(noCache);
    const badName = refusal('The channel name is not valid', 'bad_channel_name');
    expect(await get('/channels/two%20words')).toEqual(badName);
    const long = refusal('The channel name is longer than 200 characters', 'channel_name_too_long');
    expect(await get(`/channels/${'x'.repeat(201)}`)).toEqual(long);
  });

  it('finds a name with every character that is allowed, encoded or not', async () => {
    await using client = await RawClient.connect({ server: server() });
    const name = 'a_-=@,.;Z9';
    await client.subscribe(name);
    expect(await get(`/channels/${name}`)).toMatchObject({ body: { occupied: true } });
    expect(await get(`/channels/${encodeURIComponent(name)}`)).toMatchObject({ body: { occupied: true } });
  });
});

describe('GET /channels/{name}/users', () => {
  it('lists ids as strings, whatever they are in frames', async () => {
    await using first = await RawClient.connect({ server: server() });
    await using second = await RawClient.connect({ server: server() });
    await first.subscribe('presence-users', { member: { user_id: 7, user_info: { name: 'Ada' } } });
    await second.subscribe('presence-users', { member: { user_id: 'bob' } });
    expect(await get('/channels/presence-users/users')).toEqual({
      status: 200,
      body: { users: [{ id: '7' }, { id: 'bob' }] },
    });
    expect(await get('/channels/presence-users/users', { with_user_info: '1' })).toEqual({
      status: 200,
      body: {
        users: [
          { id: '7', user_info: { name: 'Ada' } },
          { id: 'bob', user_info: null },
        ],
      },
    });
  });

  it('is empty where nobody is', async () => {
    expect(await get('/channels/presence-empty/users')).toEqual({ status: 200, body: { users: [] } });
  });

  it('is refused for channels without users', async () => {
    const expected = refusal('Users can be listed for presence channels only');
    expect(await get('/channels/private-a/users')).toEqual(expected);
  });
});

describe('GET /connections', () => {
  it('counts the connections of the app', async () => {
    await using _first = await RawClient.connect({ server: server() });
    await using _second = await RawClient.connect({ server: server() });
    // Those of the tests before may still be leaving.
    await eventually(async () => {
      expect(await get('/connections')).toEqual({ status: 200, body: { connections: 2 } });
    });
  });
});
