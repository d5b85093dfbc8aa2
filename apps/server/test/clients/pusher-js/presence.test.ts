import {
  authorizeChannel,
  createPusherJs,
  createPusherServer,
  once,
  type PusherJsClient,
  type PusherJsOptions,
} from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { type Heard, listenTo } from '../heard.js';

const tiny = { id: 'tiny', key: 'tiny-key', secret: 'tiny-secret' };
const ours = { id: 'app-id', key: 'app-key', secret: 'app-secret' };
const apps = [
  { ...ours, features: { enable_user_authentication: true } },
  { ...tiny, limits: { max_presence_members_per_channel: 1 } },
];
const server = useServer({ config: { app_manager: { array: { apps } } }, app: ours });

const person = (id: string): PusherJsOptions => ({
  member: { user_id: id, user_info: { name: id.toUpperCase() } },
});

/** What the application of `client` is told of the coming and going in the room from now on. */
async function watch(client: PusherJsClient, room: string): Promise<Heard[]> {
  return listenTo(await client.subscribe(room));
}

/** A user whose backend writes `channel_data` itself. */
const withChannelData = (channelData: unknown): PusherJsOptions => ({
  options: {
    channelAuthorization: {
      customHandler: ({ socketId, channelName: channel }, callback) =>
        callback(null, authorizeChannel(ours, { socketId, channel, channelData })),
    },
  },
});

describe('the members of a presence channel', () => {
  it('are listed to whoever subscribes, with itself among them', async () => {
    using ann = createPusherJs(server(), person('ann'));
    using bob = createPusherJs(server(), person('bob'));
    await ann.subscribe('presence-list');
    expect(await bob.subscribe('presence-list')).toMatchObject({
      members: {
        count: 2,
        myID: 'bob',
        me: { id: 'bob', info: { name: 'BOB' } },
        members: { ann: { name: 'ANN' }, bob: { name: 'BOB' } },
      },
    });
  });

  it('are announced to the others when they join, and when they unsubscribe', async () => {
    using ann = createPusherJs(server(), person('ann'));
    using bob = createPusherJs(server(), person('bob'));
    const told = await watch(ann, 'presence-door');
    const toldBob = await watch(bob, 'presence-door');
    bob.pusher.unsubscribe('presence-door');
    await bob.barrier();
    await ann.barrier();
    expect(told).toEqual([
      ['pusher:member_added', { id: 'bob', info: { name: 'BOB' } }],
      ['pusher:member_removed', { id: 'bob', info: { name: 'BOB' } }],
    ]);
    expect(toldBob).toEqual([]);
    expect(ann.pusher.channel('presence-door')).toMatchObject({ members: { count: 1 } });
  });

  it('leave with their connection', async () => {
    using ann = createPusherJs(server(), person('ann'));
    const room = await ann.subscribe('presence-hall');
    using bob = createPusherJs(server(), person('bob'));
    await bob.subscribe('presence-hall');
    const left = once(room, 'pusher:member_removed');
    bob.pusher.disconnect();
    expect(await left).toEqual({ id: 'bob', info: { name: 'BOB' } });
  });

  it('are users, not connections: two connections of one user are one member', async () => {
    using ann = createPusherJs(server(), person('ann'));
    using phone = createPusherJs(server(), person('bob'));
    using laptop = createPusherJs(server(), person('bob'));
    const told = await watch(ann, 'presence-twice');
    await phone.subscribe('presence-twice');
    expect(await laptop.subscribe('presence-twice')).toMatchObject({ members: { count: 2 } });
    phone.pusher.unsubscribe('presence-twice');
    await phone.barrier();
    await ann.barrier();
    expect(told).toEqual([['pusher:member_added', { id: 'bob', info: { name: 'BOB' } }]]);
    laptop.pusher.unsubscribe('presence-twice');
    await laptop.barrier();
    await ann.barrier();
    expect(told.slice(1)).toEqual([['pusher:member_removed', { id: 'bob', info: { name: 'BOB' } }]]);
  });

  it('may have nothing to say about themselves', async () => {
    using ann = createPusherJs(server(), person('ann'));
    using bob = createPusherJs(server(), { member: { user_id: 'bob' } });
    const told = await watch(ann, 'presence-quiet');
    await bob.subscribe('presence-quiet');
    await ann.barrier();
    expect(told).toEqual([['pusher:member_added', { id: 'bob', info: undefined }]]);
  });
});

describe('a user id that is a number', () => {
  it('stays a number on the wire', async () => {
    using ann = createPusherJs(server(), person('ann'));
    await ann.subscribe('presence-numbers');
    const messages: unknown[] = [];
    ann.pusher.connection.bind('message', (message: unknown) => messages.push(message));
    using seven = createPusherJs(server(), withChannelData({ user_id: 7, user_info: { name: 'VII' } }));
    const answers: unknown[] = [];
    seven.pusher.connection.bind('message', (message: unknown) => answers.push(message));
    await seven.subscribe('presence-numbers');
    expect(answers).toContainEqual({
      event: 'pusher_internal:subscription_succeeded',
      channel: 'presence-numbers',
      data: {
        presence: { ids: ['ann', 7], hash: { ann: { name: 'ANN' }, 7: { name: 'VII' } }, count: 2 },
      },
    });
    seven.pusher.unsubscribe('presence-numbers');
    await seven.barrier();
    await ann.barrier();
    expect(messages).toContainEqual({
      event: 'pusher_internal:member_added',
      channel: 'presence-numbers',
      data: { user_id: 7, user_info: { name: 'VII' } },
    });
    expect(messages).toContainEqual({
      event: 'pusher_internal:member_removed',
      channel: 'presence-numbers',
      data: { user_id: 7 },
    });
  });

  it('is the same user as its text', async () => {
    using number = createPusherJs(server(), withChannelData({ user_id: 7 }));
    using text = createPusherJs(server(), withChannelData({ user_id: '7' }));
    await number.subscribe('presence-same');
    expect(await text.subscribe('presence-same')).toMatchObject({ members: { count: 1 } });
  });
});

describe('a signed-in user', () => {
  it('joins without channel_data, as the user it signed in as', async () => {
    using ann = createPusherJs(server(), person('ann'));
    const told = await watch(ann, 'presence-signed-in');
    const user = { id: 'bob', user_info: { name: 'Bob, signed in' } };
    using bob = createPusherJs(server(), { user });
    await bob.connected();
    await bob.signin();
    expect(await bob.subscribe('presence-signed-in')).toMatchObject({
      members: { count: 2, me: { id: 'bob', info: { name: 'Bob, signed in' } } },
    });
    await ann.barrier();
    expect(told).toEqual([['pusher:member_added', { id: 'bob', info: { name: 'Bob, signed in' } }]]);
  });
});

describe('a channel that is full', () => {
  it('refuses another member, but not another connection of a member', async () => {
    const full = { ...server(), app: tiny };
    using ann = createPusherJs(full, person('ann'));
    using again = createPusherJs(full, person('ann'));
    using bob = createPusherJs(full, person('bob'));
    await ann.subscribe('presence-full');
    await again.subscribe('presence-full');
    const refused = once(bob.pusher.subscribe('presence-full'), 'pusher:subscription_error');
    expect(await refused).toEqual({
      type: 'LimitReached',
      error: 'The presence channel has reached its member limit',
      status: 4100,
    });
    const answer = await createPusherServer(full).get({ path: '/channels/presence-full/users' });
    expect(await answer.json()).toEqual({ users: [{ id: 'ann' }] });
  });
});
