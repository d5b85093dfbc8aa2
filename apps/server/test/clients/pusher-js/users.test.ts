import {
  ApiClient,
  createPusherJs,
  createPusherServer,
  eventually,
  once,
  type PusherJsClient,
  scrapeMetrics,
} from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { listenTo } from '../heard.js';

const server = useServer();

async function signedIn(id: string): Promise<PusherJsClient> {
  const client = createPusherJs(server(), { user: { id, user_info: { name: id } } });
  await client.connected();
  await client.signin();
  return client;
}

const sendToUser = (id: string, data: unknown) => createPusherServer(server()).sendToUser(id, 'note', data);

describe('signing in', () => {
  it('makes the connection the user, and the user known to the application', async () => {
    using ann = await signedIn('ann');
    expect(ann.pusher.user.user_data).toEqual({ id: 'ann', user_info: { name: 'ann' } });
  });

  it('fails with 4009 when the signature is wrong; the connection stays', async () => {
    const app = { ...server().app, secret: 'not the secret' };
    using client = createPusherJs({ ...server(), app }, { user: { id: 'mallory' } });
    const socketId = await client.connected();
    const refused = once(client.pusher.connection, 'error');
    client.pusher.signin();
    expect(await refused).toEqual({
      type: 'PusherError',
      data: { code: 4009, message: 'Sign-in failed: the signature is not valid' },
    });
    await client.barrier();
    expect(client.pusher.user.user_data).toBeNull();
    expect(client.pusher.connection).toMatchObject({ state: 'connected', socket_id: socketId });
  });

  it('happens again by itself after a reconnection', async () => {
    using ann = await signedIn('again');
    ann.pusher.disconnect();
    ann.pusher.connect();
    await ann.connected();
    await ann.pusher.user.signinDonePromise;
    const heard = once(ann.pusher.user, 'note');
    await sendToUser('again', 'welcome back');
    expect(await heard).toBe('welcome back');
  });
});

describe('an event sent to a user', () => {
  it('reaches every connection of the user, and nobody else', async () => {
    using phone = await signedIn('bob');
    using laptop = await signedIn('bob');
    using other = await signedIn('carol');
    using stranger = createPusherJs(server());
    await stranger.connected();
    const heard = [phone, laptop, other].map((client) => listenTo(client.pusher.user));
    const strange = listenTo(stranger.pusher);
    await sendToUser('bob', { text: 'hello' });
    await Promise.all([phone, laptop, other, stranger].map((client) => client.barrier()));
    expect(heard).toEqual([[['note', { text: 'hello' }]], [['note', { text: 'hello' }]], []]);
    expect(strange.map(([event]) => event)).not.toContain('note');
  });

  it('reaches nobody who has not signed in: the channel of a user cannot be subscribed to', async () => {
    using mallory = createPusherJs(server());
    await mallory.connected();
    const stolen = listenTo(mallory.pusher);
    // pusher-js itself would not even ask.
    mallory.pusher.send_event('pusher:subscribe', { channel: '#server-to-user-dan' });
    await mallory.barrier();
    const refusal = expect.objectContaining({ type: 'AuthError', status: 401 });
    expect(stolen).toContainEqual(['pusher:subscription_error', refusal]);
    using dan = await signedIn('dan');
    const heard = listenTo(dan.pusher.user);
    await sendToUser('dan', 'for dan only');
    await Promise.all([dan.barrier(), mallory.barrier()]);
    expect(heard).toEqual([['note', 'for dan only']]);
    expect(stolen.map(([event]) => event)).not.toContain('note');
  });
});

const closesOf = async (code: number) =>
  (await scrapeMetrics(server())).sum('sockudo_disconnects_total', { code: String(code) });

describe('a backend ends the connections of a user', () => {
  it('for good with terminate_connections: 4009', async () => {
    using phone = await signedIn('eve');
    using laptop = await signedIn('eve');
    using other = await signedIn('frank');
    const ended = [phone, laptop].map(({ pusher: { connection } }) => once(connection, 'disconnected'));
    const error = once(phone.pusher.connection, 'error');
    await createPusherServer(server()).terminateUserConnections('eve');
    await Promise.all(ended);
    expect(await error).toEqual({
      type: 'PusherError',
      data: { code: 4009, message: 'Connection terminated by the application' },
    });
    expect(await closesOf(4009)).toBe(2);
    expect(phone.pusher.connection.retryTimer).toBeFalsy();
    expect(phone.pusher.connection.state).toBe('disconnected');
    await other.barrier();
  });

  it('but not of a member of a presence channel who has not signed in', async () => {
    using member = createPusherJs(server(), { member: { user_id: 'gina' } });
    await member.subscribe('presence-room');
    await createPusherServer(server()).terminateUserConnections('gina');
    await member.barrier();
    expect(member.pusher.connection.state).toBe('connected');
  });

  it('for a moment with force_reconnect: 4200, and pusher-js comes back at once, signed in', async () => {
    using api = new ApiClient(server());
    using henry = await signedIn('henry');
    const before = henry.pusher.connection.socket_id;
    const connected = once(henry.pusher.connection, 'connected');
    const { status, body } = await api.post('/users/henry/force_reconnect', { body: {} });
    expect({ status, body }).toEqual({ status: 200, body: {} });
    await connected;
    expect(henry.pusher.connection.socket_id).not.toBe(before);
    expect(await closesOf(4200)).toBe(1);
    await eventually(() => henry.pusher.user.user_data !== null, { what: 'a new sign-in' });
    const heard = once(henry.pusher.user, 'note');
    await sendToUser('henry', 'still you');
    expect(await heard).toBe('still you');
  });
});
