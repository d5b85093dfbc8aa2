import {
  createTestApp,
  createTestNode,
  DelayedAdapter,
  DelayedUserStore,
  dataOf,
  RecordingAdapter,
  ReplyQueue,
} from '../testing/index.js';

describe('a sign-in', () => {
  test('is answered with the very text that was signed, and brings the user’s own events', async () => {
    const node = await createTestNode();
    const client = node.connect();
    client.signIn('u', { userInfo: { name: 'U' } });
    expect(client.take()).toEqual([
      { event: 'pusher:signin_success', data: { user_data: '{"id":"u","user_info":{"name":"U"}}' } },
    ]);
    node.publish('#server-to-user-u', 'hello');
    node.clock.settle();
    expect(client.take()).toEqual([{ event: 'hello', channel: '#server-to-user-u', data: '{"n":"hello"}' }]);
  });

  test('is refused when the app has none', async () => {
    const node = await createTestNode({ apps: [createTestApp({ features: { userAuthentication: false } })] });
    const client = node.connect();
    client.signIn('u');
    expect(client.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4009 } }]);
    expect(client.socket.closed).toBeUndefined();
  });

  test('with a wrong signature is refused, and may be tried again', async () => {
    const node = await createTestNode();
    const client = node.connect();
    client.signIn('u', { auth: `app-key:${'0'.repeat(64)}` });
    expect(client.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4009 } }]);
    expect(node.observer.calls('authenticationFailed')).toMatchObject([
      [{ kind: 'user', reason: 'not_signed_in' }],
    ]);
    client.signIn('u');
    expect(client.takeEvents()).toEqual(['pusher:signin_success']);
  });

  test('with an empty id is refused', async () => {
    const node = await createTestNode();
    const client = node.connect();
    client.signIn('');
    expect(client.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4009 } }]);
  });

  test('as the same user is answered again, as another one refused', async () => {
    const node = await createTestNode();
    const client = node.connect();
    client.signIn('u');
    client.signIn('u');
    client.signIn('v');
    const answers = client.take();
    expect(answers).toMatchObject([
      { event: 'pusher:signin_success' },
      { event: 'pusher:signin_success' },
      { event: 'pusher:error', data: { code: 4009 } },
    ]);
    expect(await node.stores.users.countSockets('app-id', 'u')).toBe(1);
    expect(await node.stores.users.countSockets('app-id', 'v')).toBe(0);
  });

  test('that repeats itself while the first is on its way is answered with it, once the user’s room is open', async () => {
    const replies = new ReplyQueue();
    const node = await createTestNode({ adapter: new DelayedAdapter(new RecordingAdapter(), replies) });
    const client = node.connect();
    client.signIn('u');
    client.signIn('u');
    await node.settle();
    expect(client.take()).toEqual([]);
    await replies.answer('bus #server-to-user-u');
    await node.settle();
    expect(client.takeEvents()).toEqual(['pusher:signin_success']);
    client.signIn('u');
    expect(client.takeEvents()).toEqual(['pusher:signin_success']);
  });

  test('that the store cannot take is answered with an error, and may be tried again', async () => {
    const replies = new ReplyQueue();
    const node = await createTestNode({
      stores: (local) => ({ ...local, users: new DelayedUserStore(local.users, replies) }),
    });
    const client = node.connect();
    client.signIn('u');
    await replies.fail(new Error('the store is away'));
    await replies.answerAll();
    expect(client.take()).toMatchObject([{ event: 'pusher:error' }]);
    node.node.control(
      { appId: 'app-id', name: '#server-to-user-u' },
      { kind: 'close_connections', error: 'terminated' },
    );
    expect(client.socket.closed).toBeUndefined();
    client.signIn('u');
    await replies.answerAll();
    await node.settle();
    expect(client.takeEvents()).toEqual(['pusher:signin_success']);
  });

  test('whose connection closes meanwhile leaves nobody online', async () => {
    const replies = new ReplyQueue();
    const node = await createTestNode({
      stores: (local) => ({ ...local, users: new DelayedUserStore(local.users, replies) }),
    });
    const client = node.connect();
    client.signIn('u');
    client.close();
    await replies.answerAll();
    await node.settle();
    const sockets = node.stores.users.countSockets('app-id', 'u');
    await replies.answerAll();
    expect(await sockets).toBe(0);
    expect([...node.node.tables.apps()]).toEqual([]);
  });
});

describe('a watchlist', () => {
  test('is told who is online and who is not, then who comes and goes', async () => {
    const node = await createTestNode();
    const [friend, watcher] = [node.connect(), node.connect()];
    friend.signIn('friend');
    watcher.signIn('watcher', { watchlist: ['friend', 'stranger'] });
    const [, first] = watcher.take();
    expect(first?.event).toBe('pusher_internal:watchlist_events');
    expect(first && dataOf(first)).toEqual({
      events: [
        { name: 'online', user_ids: ['friend'] },
        { name: 'offline', user_ids: ['stranger'] },
      ],
    });
    const stranger = node.connect();
    stranger.signIn('stranger');
    expect(watcher.take().map(dataOf)).toEqual([{ events: [{ name: 'online', user_ids: ['stranger'] }] }]);
    node.connect().signIn('stranger');
    expect(watcher.take()).toEqual([]);
    friend.close();
    stranger.close();
    expect(watcher.take().map(dataOf)).toEqual([{ events: [{ name: 'offline', user_ids: ['friend'] }] }]);
  });

  test('that holds the user itself is told once, by the first list of each connection', async () => {
    const node = await createTestNode();
    const [one, two] = [node.connect(), node.connect()];
    one.signIn('u', { watchlist: ['u'] });
    expect(one.takeEvents()).toEqual(['pusher:signin_success', 'pusher_internal:watchlist_events']);
    two.signIn('u', { watchlist: ['u'] });
    expect(two.takeEvents()).toEqual(['pusher:signin_success', 'pusher_internal:watchlist_events']);
    expect(one.take()).toEqual([]);
  });

  test('knows what happened while the sign-in was on its way', async () => {
    const replies = new ReplyQueue();
    const node = await createTestNode({
      stores: (local) => ({ ...local, users: new DelayedUserStore(local.users, replies) }),
    });
    const [watcher, friend] = [node.connect(), node.connect()];
    watcher.signIn('watcher', { watchlist: ['friend'] });
    friend.signIn('friend');
    await replies.answer('user friend');
    expect(watcher.take()).toEqual([]);
    await replies.answerAll();
    await node.settle();
    const [, list, ...rest] = watcher.take();
    expect(list && dataOf(list)).toEqual({ events: [{ name: 'online', user_ids: ['friend'] }] });
    expect(rest).toEqual([]);
  });

  test('of more than 100 users is cut, and the client is told so', async () => {
    const node = await createTestNode();
    const client = node.connect();
    const watchlist = Array.from({ length: 101 }, (_, index) => `user-${index}`);
    client.signIn('u', { watchlist });
    const [, error, list] = client.take();
    expect(error).toMatchObject({ event: 'pusher:error', data: { code: 4302 } });
    expect(list && dataOf(list)).toEqual({
      events: [{ name: 'offline', user_ids: watchlist.slice(0, 100) }],
    });
    node.connect().signIn('user-100');
    expect(client.take()).toEqual([]);
    node.connect().signIn('user-99');
    expect(client.takeEvents()).toEqual(['pusher_internal:watchlist_events']);
  });

  test('is nothing in an app without watchlists', async () => {
    const node = await createTestNode({ apps: [createTestApp({ features: { watchlist: false } })] });
    const client = node.connect();
    client.signIn('u', { watchlist: ['v'] });
    node.connect().signIn('v');
    expect(client.takeEvents()).toEqual(['pusher:signin_success']);
  });

  test('is told by each watcher’s own room, so that nobody hears a thing twice', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const [one, two] = [node.connect(), node.connect()];
    one.signIn('one', { watchlist: ['far'] });
    two.signIn('two', { watchlist: ['far'] });
    one.take();
    two.take();
    const message = { kind: 'user_status', status: { userId: 'far', online: true } } as const;
    for (const name of ['#server-to-user-one', '#server-to-user-two']) {
      adapter.node.control({ appId: 'app-id', name }, message);
    }
    expect(one.takeEvents()).toEqual(['pusher_internal:watchlist_events']);
    expect(two.takeEvents()).toEqual(['pusher_internal:watchlist_events']);
    node.connect().signIn('far');
    expect(adapter.controls).toEqual([
      { room: '#server-to-user-one', message },
      { room: '#server-to-user-two', message },
    ]);
  });
});
