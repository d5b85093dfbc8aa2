import { hmacSha256 } from '@shoal/protocol';
import { createTestNode, DelayedChannelStore, dataOf, ReplyQueue } from '../testing/index.js';

const succeeded = 'pusher_internal:subscription_succeeded';

describe('every kind of channel', () => {
  test.each(['public', 'private-a', 'private-encrypted-a'])(
    '%s is answered with an empty object',
    async (channel) => {
      const node = await createTestNode();
      const client = node.connect();
      client.subscribe(channel);
      expect(client.take()).toEqual([{ event: succeeded, channel, data: '{}' }]);
    },
  );

  test('presence is answered with the list: ids as they came, info by their text', async () => {
    const node = await createTestNode();
    const [one, two] = [node.connect(), node.connect()];
    one.subscribe('presence-a', { userId: 10, userInfo: { name: 'Mr. Channels' } });
    two.subscribe('presence-a', { userId: '__proto__' });
    node.clock.settle();
    const [list] = two.take();
    expect(list?.data).toBe(
      '{"presence":{"ids":[10,"__proto__"],"hash":{"10":{"name":"Mr. Channels"},"__proto__":null},"count":2}}',
    );
    expect(one.take().map(dataOf)).toEqual([expect.anything(), { user_id: '__proto__' }]);
  });

  test('presence without channel_data is the signed-in user’s; without a user it is refused', async () => {
    const node = await createTestNode();
    const client = node.connect();
    client.subscribe('presence-a');
    const [refused] = client.take();
    expect(refused && dataOf(refused)).toMatchObject({ type: 'InvalidMember', status: 401 });
    client.signIn('u', { userInfo: { a: 1 } });
    client.take();
    client.subscribe('presence-a');
    const [list] = client.take();
    expect(list && dataOf(list)).toEqual({ presence: { ids: ['u'], hash: { u: { a: 1 } }, count: 1 } });
  });

  test.each(['cache-a', 'private-cache-a', 'private-encrypted-cache-a', 'presence-cache-a'])(
    '%s tells the last event, or that there is none',
    async (channel) => {
      const node = await createTestNode();
      const [one, two] = [node.connect(), node.connect()];
      one.subscribe(channel, channel.startsWith('presence') ? { userId: 'u' } : {});
      expect(one.take().slice(1)).toEqual([{ event: 'pusher:cache_miss', channel }]);
      expect(node.webhooks.events).toContainEqual({ name: 'cache_miss', channel });
      node.publish(channel, 'e');
      node.clock.settle();
      two.subscribe(channel, channel.startsWith('presence') ? { userId: 'u' } : {});
      expect(two.take().slice(1)).toEqual([{ event: 'e', channel, data: '{"n":"e"}' }]);
    },
  );

  test('a user channel is for the user who is signed in, without a signature', async () => {
    const node = await createTestNode();
    const client = node.connect();
    client.subscribe('#server-to-user-u');
    expect(client.takeEvents()).toEqual(['pusher:subscription_error']);
    client.signIn('u');
    client.take();
    client.subscribe('#server-to-user-u');
    client.subscribe('#server-to-user-other');
    expect(client.takeEvents()).toEqual([succeeded, 'pusher:subscription_error']);
  });

  test.each([
    ['a space', 'private a', 'InvalidChannel'],
    ['a # that is no user', '#a', 'InvalidChannel'],
    ['201 characters', 'a'.repeat(201), 'LimitReached'],
  ])('a name with %s is refused', async (_why, channel, type) => {
    const node = await createTestNode();
    const client = node.connect();
    client.send({ event: 'pusher:subscribe', data: { channel } });
    const [error] = client.take();
    expect(error).toMatchObject({ event: 'pusher:subscription_error', channel });
    expect(error && dataOf(error)).toMatchObject({ type, status: 4009 });
    expect(node.observer.calls('subscriptionFailed')).toMatchObject([
      [{ reason: 'bad_channel', type: 'unknown' }],
    ]);
    expect(client.socket.closed).toBeUndefined();
  });

  test.each([
    ['no signature', null],
    ['no colon', 'app-key'],
    ['another key', `other:${'a'.repeat(64)}`],
    ['a wrong signature', `app-key:${'a'.repeat(64)}`],
  ])('%s is an AuthError, and the connection stays', async (_why, auth) => {
    const node = await createTestNode();
    const client = node.connect();
    client.subscribe('private-a', { auth });
    const [error] = client.take();
    expect(error && dataOf(error)).toMatchObject({ type: 'AuthError', status: 401 });
    expect(client.socket.closed).toBeUndefined();
    expect(node.observer.calls('authenticationFailed')).toMatchObject([[{ kind: 'subscribe' }]]);
  });

  test('a signature for another socket or another channel is worth nothing', async () => {
    const node = await createTestNode();
    const [one, two] = [node.connect(), node.connect()];
    const signed: string[] = [];
    const send = jest
      .spyOn(one, 'send')
      .mockImplementation((message) => void signed.push(JSON.stringify(message)));
    one.subscribe('private-a');
    send.mockRestore();
    for (const text of signed) two.sendText(text);
    for (const text of signed) one.sendText(text.replace('private-a', 'private-b'));
    expect([...one.takeEvents(), ...two.takeEvents()]).toEqual([
      'pusher:subscription_error',
      'pusher:subscription_error',
    ]);
  });

  test.each([
    ['not JSON', '{', 'InvalidMember'],
    ['no user_id', '{}', 'InvalidMember'],
    ['an empty user_id', '{"user_id":""}', 'InvalidMember'],
    ['too much user_info', JSON.stringify({ user_id: 'u', user_info: 'x'.repeat(3000) }), 'LimitReached'],
  ])('channel_data with %s is refused though it is signed', async (_why, channelData, type) => {
    const node = await createTestNode();
    const client = node.connect();
    const auth = `app-key:${hmacSha256('app-secret', `${client.socketId}:presence-a:${channelData}`)}`;
    client.send({
      event: 'pusher:subscribe',
      data: { channel: 'presence-a', auth, channel_data: channelData },
    });
    const [error] = client.take();
    expect(error && dataOf(error)).toMatchObject({ type });
  });
});

describe('again, and away', () => {
  test('a second subscribe is answered again, with the list of now, and counts once', async () => {
    const node = await createTestNode();
    const client = node.connect();
    client.subscribe('presence-a', { userId: 'u' });
    node.connect().subscribe('presence-a', { userId: 'v' });
    client.subscribe('presence-a', { userId: 'u' });
    const messages = client.take();
    expect(messages.map(({ event }) => event)).toEqual([
      succeeded,
      'pusher_internal:member_added',
      succeeded,
    ]);
    expect(messages.map(dataOf).at(-1)).toMatchObject({ presence: { count: 2 } });
    node.publish('presence-a', 'e');
    node.clock.settle();
    expect(client.takeEvents()).toEqual(['e']);
    client.unsubscribe('presence-a');
    node.clock.settle();
    expect(await node.stores.channels.find({ appId: 'app-id', name: 'presence-a' })).toMatchObject({
      subscriptions: 1,
    });
  });

  test('unsubscribe is never answered, and nothing comes after it', async () => {
    const node = await createTestNode();
    const client = node.connect();
    client.subscribe('a');
    client.take();
    node.publish('a', 'before');
    client.unsubscribe('a');
    node.publish('a', 'after');
    client.unsubscribe('a');
    client.unsubscribe('never');
    node.clock.settle();
    expect(client.takeEvents()).toEqual(['before']);
    expect(node.observer.calls('unsubscribed')).toEqual([['app-id', 'public']]);
  });

  test('a second subscribe while the first is on its way is answered with it', async () => {
    const replies = new ReplyQueue();
    const node = await createTestNode({
      stores: (local) => ({ ...local, channels: new DelayedChannelStore(local.channels, replies) }),
    });
    const client = node.connect();
    client.subscribe('private-a');
    client.subscribe('private-a');
    await replies.answerAll();
    await node.settle();
    expect(client.takeEvents()).toEqual([succeeded]);
  });

  test('what is published before the success is not for the newcomer; what comes after it is, once', async () => {
    const node = await createTestNode();
    const [early, late] = [node.connect(), node.connect()];
    early.subscribe('a');
    node.publish('a', 'before');
    late.subscribe('a');
    node.publish('a', 'after');
    node.clock.settle();
    expect(early.takeEvents()).toEqual([succeeded, 'before', 'after']);
    expect(late.takeEvents()).toEqual([succeeded, 'after']);
  });

  test('a client that reads slowly is answered when it has room, and is a listener only then', async () => {
    const node = await createTestNode();
    const [slow, other] = [node.connect(), node.connect()];
    other.subscribe('presence-a', { userId: 'other' });
    slow.socket.queuedBytes = 600 * 1024;
    slow.subscribe('presence-a', { userId: 'slow' });
    node.publish('presence-a', 'missed');
    node.clock.advance(1000);
    expect(slow.take()).toEqual([]);
    expect(other.takeEvents()).toEqual([succeeded, 'pusher_internal:member_added', 'missed']);
    slow.socket.queuedBytes = 100 * 1024;
    node.clock.advance(100);
    node.publish('presence-a', 'live');
    node.clock.settle();
    expect(slow.takeEvents()).toEqual([succeeded, 'live']);
  });

  test('a client that left while it was to have room is not answered', async () => {
    const node = await createTestNode();
    const slow = node.connect();
    slow.socket.queuedBytes = 600 * 1024;
    slow.subscribe('a');
    slow.unsubscribe('a');
    slow.socket.queuedBytes = 0;
    node.clock.advance(1000);
    expect(slow.take()).toEqual([]);
  });
});
