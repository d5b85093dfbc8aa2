import { ApiClient, authenticateUser, RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { expectClose, expectError } from './expect-error.js';

const server = useServer({
  config: {
    app_manager: {
      array: {
        apps: [
          {
            id: 'app-id',
            key: 'app-key',
            secret: 'app-secret',
            features: { enable_user_authentication: true, enable_watchlist_events: true },
          },
          { id: 'anonymous', key: 'anonymous-key', secret: 'app-secret' },
        ],
      },
    },
  },
});

function signin(client: RawClient, userData: unknown, auth?: string): void {
  const signed = authenticateUser(server().app, { socketId: client.socketId, userData });
  client.send({ event: 'pusher:signin', data: auth === undefined ? signed : { ...signed, auth } });
}

describe('a sign-in', () => {
  it('is answered with the same user data, in an object', async () => {
    await using client = await RawClient.connect({ server: server() });
    const user_data = '{ "id":"ada",\n "user_info":{"name":"Ada"}}';
    const { fields } = await client.signin(user_data);
    expect(fields).toEqual({ event: 'pusher:signin_success', data: { user_data } });
  });

  it('may be repeated as the same user, and not as another', async () => {
    await using client = await RawClient.connect({ server: server() });
    await client.signin({ id: 'repeated' });
    await client.signin({ id: 'repeated' });
    signin(client, { id: 'another' });
    await expectError(client, { code: 4009, message: 'Sign-in failed: already signed in as another user' });
  });

  it('may have its data in a string', async () => {
    await using client = await RawClient.connect({ server: server() });
    const userData = { id: 'in-a-string' };
    const data = JSON.stringify(authenticateUser(server().app, { socketId: client.socketId, userData }));
    client.send({ event: 'pusher:signin', data });
    await client.next('pusher:signin_success');
  });

  it.each<[situation: string, auth: string]>([
    ['no key', 'nonsense'],
    ['another key', `other-key:${'0'.repeat(64)}`],
    ['a wrong signature', `app-key:${'0'.repeat(64)}`],
  ])('is refused with 4009 and the connection stays: %s', async (_situation, auth) => {
    await using client = await RawClient.connect({ server: server() });
    signin(client, { id: 'ada' }, auth);
    await expectError(client, { code: 4009, message: 'Sign-in failed: the signature is not valid' });
  });

  it.each<[userData: unknown, message: string]>([
    ['not JSON', 'Sign-in failed: user_data must be JSON with a non-empty string id'],
    [{}, 'Sign-in failed: user_data must be JSON with a non-empty string id'],
    [{ id: '' }, 'Sign-in failed: user_data must be JSON with a non-empty string id'],
    [{ id: 7 }, 'Sign-in failed: user_data must be JSON with a non-empty string id'],
    [['ada'], 'Sign-in failed: user_data must be JSON with a non-empty string id'],
    [{ id: 'x'.repeat(201) }, 'The user id is too long'],
    [{ id: 'ada', watchlist: 'bob' }, 'watchlist must be an array of user ids'],
    [{ id: 'ada', watchlist: [7] }, 'watchlist must be an array of user ids'],
    [{ id: 'ada', watchlist: [''] }, 'watchlist must be an array of user ids'],
  ])('of nobody is refused with 4009 and the connection stays: %p', async (userData, message) => {
    await using client = await RawClient.connect({ server: server() });
    signin(client, userData);
    await expectError(client, { code: 4009, message });
  });

  it('is refused with 4009 in apps without user authentication', async () => {
    await using client = await RawClient.connect({ server: server(), key: 'anonymous-key' });
    signin(client, { id: 'ada' }, 'any');
    await expectError(client, {
      code: 4009,
      message: 'User authentication is disabled for this application',
    });
  });
});

describe('a signed-in connection', () => {
  it('gets what is published to its user, and nobody else does', async () => {
    using api = new ApiClient(server());
    await using ada = await RawClient.connect({ server: server() });
    await using bob = await RawClient.connect({ server: server() });
    await ada.signin({ id: 'reached' });
    await bob.signin({ id: 'not-reached' });
    const channel = '#server-to-user-reached';
    await api.post('/events', { body: { name: 'hello', channel, data: 'x' } });
    expect((await ada.next('hello')).fields).toEqual({ event: 'hello', channel, data: 'x' });
    await bob.barrier();
    expect(bob.drainInbox()).toEqual([]);
  });

  it.each([
    ['terminate_connections', 4009, 'Connection terminated by the application'],
    ['force_reconnect', 4200, 'Reconnect requested by the application'],
  ])('is closed by %s with %i', async (action, code, message) => {
    using api = new ApiClient(server());
    await using first = await RawClient.connect({ server: server() });
    await using second = await RawClient.connect({ server: server() });
    await using other = await RawClient.connect({ server: server() });
    await first.signin({ id: action });
    await second.signin({ id: action });
    await other.signin({ id: `not ${action}` });
    const { status, body } = await api.post(`/users/${action}/${action}`);
    expect({ status, body }).toEqual({ status: 200, body: {} });
    await expectClose(first, { code, message });
    await expectClose(second, { code, message });
    await other.barrier();
  });
});

describe('a watchlist', () => {
  const watchlist = (events: object[]) => ({
    event: 'pusher_internal:watchlist_events',
    data: JSON.stringify({ events }),
  });

  it('is answered with who is there and who is not, and followed by changes', async () => {
    await using bob = await RawClient.connect({ server: server() });
    await bob.signin({ id: 'bob' });
    await using ada = await RawClient.connect({ server: server() });
    await ada.signin({ id: 'watcher', watchlist: ['bob', 'eve'] });
    const first = await ada.next(() => true);
    expect(first.fields).toEqual(
      watchlist([
        { name: 'online', user_ids: ['bob'] },
        { name: 'offline', user_ids: ['eve'] },
      ]),
    );
    {
      await using eve = await RawClient.connect({ server: server() });
      await eve.signin({ id: 'eve' });
      expect((await ada.next(() => true)).fields).toEqual(watchlist([{ name: 'online', user_ids: ['eve'] }]));
    }
    expect((await ada.next(() => true)).fields).toEqual(watchlist([{ name: 'offline', user_ids: ['eve'] }]));
  });

  it('longer than 100 users is cut, with 4302 after the success', async () => {
    await using client = await RawClient.connect({ server: server() });
    const ids = Array.from({ length: 101 }, (_, index) => `user-${index}`);
    await client.signin({ id: 'long-watchlist', watchlist: ids });
    await expectError(client, {
      code: 4302,
      message: 'The watchlist is too long: the first 100 users are watched',
    });
    const { fields } = await client.next('pusher_internal:watchlist_events');
    expect(fields).toEqual(watchlist([{ name: 'offline', user_ids: ids.slice(0, 100) }]));
  });
});
