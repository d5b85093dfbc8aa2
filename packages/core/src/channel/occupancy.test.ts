import {
  createTestApp,
  createTestNode,
  DelayedAdapter,
  DelayedChannelStore,
  dataOf,
  RecordingAdapter,
  ReplyQueue,
  type TestNode,
} from '../testing/index.js';

/** A node whose channel store answers when the test says so. */
async function createDelayedNode(replies: ReplyQueue): Promise<TestNode> {
  return createTestNode({
    stores: (local) => ({ ...local, channels: new DelayedChannelStore(local.channels, replies) }),
  });
}

describe('with a store that answers at once', () => {
  test('who leaves and comes back within a tick was never away: nothing is stated', async () => {
    const node = await createTestNode();
    const client = node.connect();
    client.subscribe('presence-a', { userId: 'u' });
    node.clock.settle();
    const stated = spyOnStatements(node);
    node.webhooks.take();
    client.unsubscribe('presence-a');
    client.subscribe('presence-a', { userId: 'u' });
    node.clock.settle();
    expect(stated()).toEqual([]);
    expect(node.webhooks.take()).toEqual([]);
  });

  test('only the first and the last socket of a channel are transitions, the rest is one count a tick', async () => {
    const node = await createTestNode();
    const stated = spyOnStatements(node);
    const clients = Array.from({ length: 5 }, () => node.connect());
    for (const client of clients) client.subscribe('a');
    node.clock.settle();
    expect(stated()).toEqual(['join 1', 'setCount 5']);
    for (const client of clients) client.close();
    node.clock.settle();
    expect(stated()).toEqual(['leave 0']);
  });

  test('a user comes with its first socket on this node and goes with its last', async () => {
    const node = await createTestNode();
    const stated = spyOnStatements(node);
    const [one, two] = [node.connect(), node.connect()];
    one.subscribe('presence-a', { userId: 7 });
    two.subscribe('presence-a', { userId: '7' });
    node.clock.settle();
    expect(stated()).toEqual(['join 1 7', 'setCount 2']);
    one.close();
    node.clock.settle();
    expect(stated()).toEqual(['setCount 1']);
    two.close();
    node.clock.settle();
    expect(stated()).toEqual(['leave 0 7']);
  });

  test('a user whom a full channel refused is refused on every socket, also within the same tick', async () => {
    const node = await createTestNode({ apps: [createTestApp({ limits: { presenceMembers: 1 } })] });
    const [inside, ...outside] = [node.connect(), node.connect(), node.connect()];
    inside?.subscribe('presence-a', { userId: 'in' });
    for (const client of outside) client.subscribe('presence-a', { userId: 'out' });
    node.clock.settle();
    for (const client of outside) {
      const [error, ...rest] = client.take();
      expect(error).toMatchObject({ event: 'pusher:subscription_error', channel: 'presence-a' });
      expect(error && dataOf(error)).toMatchObject({ type: 'LimitReached', status: 4100 });
      expect(rest).toEqual([]);
    }
    expect(await node.stores.channels.find({ appId: 'app-id', name: 'presence-a' })).toMatchObject({
      subscriptions: 1,
      users: 1,
    });
  });

  test('listens to the bus while somebody is here, and not longer', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const [one, two] = [node.connect(), node.connect()];
    one.subscribe('a');
    two.subscribe('a');
    one.close();
    node.clock.settle();
    expect([...adapter.listening]).toEqual(['a']);
    two.unsubscribe('a');
    node.clock.settle();
    expect([...adapter.listening]).toEqual([]);
  });
});

describe('with a store that answers later', () => {
  test('sockets that come while the join is on its way wait for it, and are counted when it is done', async () => {
    const replies = new ReplyQueue('answered');
    const node = await createDelayedNode(replies);
    const clients = Array.from({ length: 3 }, () => node.connect());
    for (const client of clients) client.subscribe('private-a');
    await node.settle();
    expect(replies.size).toBe(1);
    expect(clients.flatMap((client) => client.takeEvents())).toEqual([]);
    await replies.answer();
    await node.settle();
    for (const client of clients)
      expect(client.takeEvents()).toEqual(['pusher_internal:subscription_succeeded']);
    await replies.answerAll();
    expect(await countsOf(node, replies, 'private-a')).toMatchObject({ subscriptions: 3 });
  });

  test('two sockets of one user join once and are given the same list', async () => {
    const replies = new ReplyQueue();
    const node = await createDelayedNode(replies);
    const [one, two] = [node.connect(), node.connect()];
    one.subscribe('presence-a', { userId: 'u' });
    two.subscribe('presence-a', { userId: 'u' });
    expect(replies.size).toBe(1);
    await replies.answerAll();
    await node.settle();
    const lists = [one, two].map((client) => client.take().map(dataOf));
    expect(lists[0]).toEqual([{ presence: { ids: ['u'], hash: { u: null }, count: 1 } }]);
    expect(lists[1]).toEqual(lists[0]);
  });

  test.each(['asked', 'answered'] as const)(
    'who leaves while joining is stated to have left, and is not answered (the store acts when %s)',
    async (actsWhen) => {
      const replies = new ReplyQueue(actsWhen);
      const node = await createDelayedNode(replies);
      const client = node.connect();
      client.subscribe('presence-a', { userId: 'u' });
      client.unsubscribe('presence-a');
      await node.settle();
      await replies.answerAll();
      await node.settle();
      expect(client.take()).toEqual([]);
      expect(await countsOf(node, replies, 'presence-a')).toMatchObject({ subscriptions: 0, users: 0 });
      expect([...node.node.tables.apps()].map(({ channels }) => channels.size)).toEqual([0]);
    },
  );

  test('who leaves and comes back while joining is answered once', async () => {
    const replies = new ReplyQueue('answered');
    const node = await createDelayedNode(replies);
    const client = node.connect();
    client.subscribe('presence-a', { userId: 'u' });
    client.unsubscribe('presence-a');
    client.subscribe('presence-a', { userId: 'u' });
    await node.settle();
    await replies.answerAll();
    await node.settle();
    expect(client.takeEvents()).toEqual(['pusher_internal:subscription_succeeded']);
    expect(await countsOf(node, replies, 'presence-a')).toMatchObject({ subscriptions: 1, users: 1 });
  });

  test('who comes back after the leave was stated joins again', async () => {
    const replies = new ReplyQueue();
    const node = await createDelayedNode(replies);
    const [client, other] = [node.connect(), node.connect()];
    other.subscribe('presence-a', { userId: 'other' });
    client.subscribe('presence-a', { userId: 'u' });
    client.unsubscribe('presence-a');
    node.clock.settle();
    client.subscribe('presence-a', { userId: 'u' });
    await node.settle();
    await replies.answerAll();
    await node.settle();
    await replies.answerAll();
    expect(client.takeEvents()).toEqual(['pusher_internal:subscription_succeeded']);
    expect(await countsOf(node, replies, 'presence-a')).toMatchObject({ subscriptions: 2, users: 2 });
  });

  test.each(['presence-a', 'private-a'])(
    'when everybody goes while the bus is asked, %s is never joined: the leave would come first',
    async (channel) => {
      const replies = new ReplyQueue();
      const node = await createTestNode({ adapter: new DelayedAdapter(new RecordingAdapter(), replies) });
      const stated = spyOnStatements(node);
      const client = node.connect();
      client.subscribe(channel, channel === 'presence-a' ? { userId: 'u' } : {});
      await node.settle();
      client.close();
      await node.settle();
      await replies.answerAll();
      await node.settle();
      expect(stated()).toEqual([]);
    },
  );

  test('who goes while the join that counts it is on its way is counted out when it is done', async () => {
    const replies = new ReplyQueue();
    const node = await createTestNode({
      adapter: new DelayedAdapter(new RecordingAdapter(), replies),
      stores: (local) => ({ ...local, channels: new DelayedChannelStore(local.channels, replies) }),
    });
    const [one, two] = [node.connect(), node.connect()];
    one.subscribe('private-a');
    two.subscribe('private-a');
    await replies.answer('bus private-a');
    two.close();
    await node.settle();
    await replies.answer('private-a');
    await node.settle();
    await replies.answerAll();
    expect(await countsOf(node, replies, 'private-a')).toMatchObject({ subscriptions: 1 });
  });

  test('when the last to go was never stated, the channel is left all the same', async () => {
    const replies = new ReplyQueue();
    const node = await createDelayedNode(replies);
    const [first, waiting] = [node.connect(), node.connect()];
    first.subscribe('presence-a', { userId: 'first' });
    waiting.subscribe('presence-a', { userId: 'waiting' });
    first.close();
    await node.settle();
    waiting.close();
    await node.settle();
    await replies.answerAll();
    expect(await countsOf(node, replies, 'presence-a')).toMatchObject({ subscriptions: 0, users: 0 });
    expect(node.webhooks.events.map(({ name }) => name).sort()).toEqual([
      'channel_occupied',
      'channel_vacated',
      'member_added',
      'member_removed',
    ]);
  });

  test('a refusal is for the user alone: others who waited for the same answer join for themselves', async () => {
    const replies = new ReplyQueue();
    const app = createTestApp({ limits: { presenceMembers: 1 } });
    const node = await createTestNode({
      apps: [app],
      stores: (local) => ({ ...local, channels: new DelayedChannelStore(local.channels, replies) }),
    });
    const [one, two, three] = [node.connect(), node.connect(), node.connect()];
    one.subscribe('presence-a', { userId: 'in' });
    two.subscribe('presence-a', { userId: 'out' });
    three.subscribe('presence-a', { userId: 'out' });
    for (let round = 0; round < 3; round += 1) {
      await replies.answerAll();
      await node.settle();
    }
    expect(one.takeEvents()).toEqual(['pusher_internal:subscription_succeeded']);
    expect(two.takeEvents()).toEqual(['pusher:subscription_error']);
    expect(three.takeEvents()).toEqual(['pusher:subscription_error']);
    expect(await countsOf(node, replies, 'presence-a')).toMatchObject({ subscriptions: 1, users: 1 });
  });

  test('a join that failed is answered with an error, and the next one is made anew', async () => {
    const replies = new ReplyQueue();
    const node = await createDelayedNode(replies);
    const [one, two] = [node.connect(), node.connect()];
    one.subscribe('private-a');
    await replies.fail(new Error('the line was cut'), 'private-a');
    const [error] = one.take();
    expect(error && dataOf(error)).toMatchObject({ type: 'ServerError' });
    expect(node.observer.calls('failed')).toHaveLength(1);
    two.subscribe('private-a');
    expect(replies.size).toBe(1);
    await replies.answerAll();
    await node.settle();
    expect(two.takeEvents()).toEqual(['pusher_internal:subscription_succeeded']);
    two.close();
    await node.settle();
    await replies.answerAll();
    expect(await countsOf(node, replies, 'private-a')).toMatchObject({ subscriptions: 0 });
  });
});

/** What is stated from now on, since the last call: the method, the count, the user. */
function spyOnStatements(node: TestNode): () => string[] {
  const statements: string[] = [];
  const { channels } = node.stores;
  const { join, leave, setCount } = channels;
  jest.spyOn(channels, 'join').mockImplementation((request) => {
    statements.push(
      ['join', request.count, ...(request.member ? [request.member.member.key] : [])].join(' '),
    );
    return join.call(channels, request);
  });
  jest.spyOn(channels, 'leave').mockImplementation((request) => {
    statements.push(['leave', request.count, ...(request.memberKey ? [request.memberKey] : [])].join(' '));
    return leave.call(channels, request);
  });
  jest.spyOn(channels, 'setCount').mockImplementation((channel, count) => {
    statements.push(`setCount ${count}`);
    return setCount.call(channels, channel, count);
  });
  return () => statements.splice(0);
}

async function countsOf(node: TestNode, replies: ReplyQueue, name: string): Promise<unknown> {
  const summary = node.stores.channels.find({ appId: 'app-id', name });
  await replies.answerAll();
  return summary;
}
