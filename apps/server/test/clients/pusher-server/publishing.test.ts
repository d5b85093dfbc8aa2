import { createPusherJs, createPusherServer, once, type PusherJsClient } from '@shoal/testing';
import { useServer } from '../../use-server.js';
import { listenTo } from '../heard.js';

const server = useServer();
const backend = () => createPusherServer(server());

async function bodyOf(answer: Promise<{ json(): Promise<unknown> }>): Promise<unknown> {
  return await (await answer).json();
}

const onlyEvents = (heard: readonly (readonly [string, unknown])[]) =>
  heard.filter(([event]) => !event.startsWith('pusher:'));

async function subscriber(...channels: string[]) {
  const client = createPusherJs(server(), { member: { user_id: 'ann' } });
  const heard = new Map<string, ReturnType<typeof listenTo>>();
  for (const name of channels) heard.set(name, listenTo(await client.subscribe(name)));
  return { client, heard };
}

describe('trigger', () => {
  it('publishes to one channel, and is answered with an empty object', async () => {
    const { client, heard } = await subscriber('one');
    using _client = client;
    const answer = await backend().trigger('one', 'order', { id: 1 });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 200, text: '{}' });
    await client.barrier();
    expect(heard.get('one')).toEqual([['order', { id: 1 }]]);
  });

  it('publishes to a hundred channels at once', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `of-a-hundred-${index}`);
    const { client, heard } = await subscriber(...names);
    using _client = client;
    expect(await bodyOf(backend().trigger(names, 'order', 1))).toEqual({});
    await client.barrier();
    expect(names.map((name) => heard.get(name))).toEqual(names.map(() => [['order', 1]]));
  });

  it('leaves out the connection whose socket_id it names', async () => {
    const { client: ann, heard: heardAnn } = await subscriber('exclusive');
    const { client: bob, heard: heardBob } = await subscriber('exclusive');
    using _ann = ann;
    using _bob = bob;
    const socket_id = ann.pusher.connection.socket_id;
    await backend().trigger('exclusive', 'first', 1, { socket_id });
    await backend().trigger('exclusive', 'second', 2);
    await Promise.all([ann.barrier(), bob.barrier()]);
    expect(heardAnn.get('exclusive')).toEqual([['second', 2]]);
    expect(heardBob.get('exclusive')).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
  });

  it('is answered with the counts that info asks for', async () => {
    const { client } = await subscriber('informed', 'presence-informed');
    using _client = client;
    const channels = ['informed', 'presence-informed', 'unoccupied'];
    const info = 'subscription_count,user_count';
    expect(await bodyOf(backend().trigger(channels, 'order', 1, { info }))).toEqual({
      channels: {
        informed: { subscription_count: 1 },
        'presence-informed': { subscription_count: 1, user_count: 1 },
        unoccupied: { subscription_count: 0 },
      },
    });
  });

  it('is no error when nobody is there', async () => {
    expect(await bodyOf(backend().trigger('nobody-there', 'order', 1))).toEqual({});
  });

  it('encrypts for private-encrypted channels with the key that the subscribers get', async () => {
    const { client, heard } = await subscriber('private-encrypted-safe');
    using _client = client;
    await backend().trigger('private-encrypted-safe', 'order', { secret: 'tea' });
    await client.barrier();
    expect(heard.get('private-encrypted-safe')).toEqual([['order', { secret: 'tea' }]]);
  });
});

describe('triggerBatch', () => {
  it('publishes different events to different channels, encrypted ones among them', async () => {
    const { client, heard } = await subscriber('a', 'b', 'private-encrypted-c');
    using _client = client;
    const batch = [
      { channel: 'a', name: 'first', data: 1 },
      { channel: 'b', name: 'second', data: { two: 2 } },
      { channel: 'a', name: 'third', data: 'three' },
      { channel: 'private-encrypted-c', name: 'fourth', data: { four: 4 } },
    ];
    expect(await bodyOf(backend().triggerBatch(batch))).toEqual({});
    await client.barrier();
    expect(Object.fromEntries(heard)).toEqual({
      a: [
        ['first', 1],
        ['third', 'three'],
      ],
      b: [['second', { two: 2 }]],
      'private-encrypted-c': [['fourth', { four: 4 }]],
    });
  });

  it('leaves out a connection per event', async () => {
    const { client, heard } = await subscriber('batch-exclusive');
    using _client = client;
    const { socket_id } = client.pusher.connection;
    const batch = [
      { channel: 'batch-exclusive', name: 'for-others', data: 1, socket_id },
      { channel: 'batch-exclusive', name: 'for-all', data: 2 },
    ];
    await backend().triggerBatch(batch);
    await client.barrier();
    expect(heard.get('batch-exclusive')).toEqual([['for-all', 2]]);
  });

  it('is answered with a list in the order of the events, empty where nothing was asked', async () => {
    const { client } = await subscriber('presence-batch');
    using _client = client;
    const batch = [
      { channel: 'presence-batch', name: 'order', data: 1, info: 'user_count' },
      { channel: 'batch-without-info', name: 'order', data: 1 },
      { channel: 'batch-empty', name: 'order', data: 1, info: 'subscription_count' },
    ];
    expect(await bodyOf(backend().triggerBatch(batch))).toEqual({
      batch: [{ user_count: 1 }, {}, { subscription_count: 0 }],
    });
  });
});

describe('an idempotency key', () => {
  it('is a parameter of trigger, which publishes once then', async () => {
    const { client, heard } = await subscriber('triggered-once');
    using _client = client;
    const parameters = { idempotency_key: 'trigger-1', info: 'subscription_count' };
    const trigger = async () => {
      const answer = await backend().trigger('triggered-once', 'order', { id: 1 }, parameters);
      return { replayed: answer.headers.get('x-idempotency-replayed'), body: await answer.json() };
    };
    const body = { channels: { 'triggered-once': { subscription_count: 1 } } };
    expect(await trigger()).toEqual({ replayed: null, body });
    expect(await trigger()).toEqual({ replayed: 'true', body });
    await client.barrier();
    expect(heard.get('triggered-once')).toEqual([['order', { id: 1 }]]);
  });

  it('and a field of the events of triggerBatch', async () => {
    const { client, heard } = await subscriber('batched-once');
    using _client = client;
    const event = (data: number) => ({
      ...{ channel: 'batched-once', name: 'order', data },
      idempotency_key: `batch-${data}`,
    });
    await backend().triggerBatch([event(1)]);
    await backend().triggerBatch([event(1), event(2)]);
    await client.barrier();
    expect(heard.get('batched-once')).toEqual([
      ['order', 1],
      ['order', 2],
    ]);
  });

  it('that stands for something else is an error of the library', async () => {
    const parameters = { idempotency_key: 'trigger-2', info: '' };
    await backend().trigger('anywhere', 'order', 1, parameters);
    await expect(backend().trigger('anywhere', 'order', 2, parameters)).rejects.toMatchObject({
      status: 409,
    });
  });
});

describe('sendToUser', () => {
  async function signedIn(id: string): Promise<PusherJsClient> {
    const client = createPusherJs(server(), { user: { id } });
    await client.connected();
    await client.signin();
    return client;
  }

  it('reaches the connections on which the user is signed in', async () => {
    using ann = await signedIn('ann');
    using bob = await signedIn('bob');
    const [heardAnn, heardBob] = [listenTo(ann.pusher.user), listenTo(bob.pusher.user)];
    expect(await bodyOf(backend().sendToUser('ann', 'note', { text: 'hello' }))).toEqual({});
    await Promise.all([ann.barrier(), bob.barrier()]);
    expect(onlyEvents(heardAnn)).toEqual([['note', { text: 'hello' }]]);
    expect(onlyEvents(heardBob)).toEqual([]);
  });

  it('and terminateUserConnections take ids with characters that a URL has to escape', async () => {
    const id = 'ann@example.com/é 1';
    using ann = await signedIn(id);
    const heard = once(ann.pusher.user, 'note');
    await backend().sendToUser(id, 'note', 1);
    expect(await heard).toBe(1);
    const ended = once(ann.pusher.connection, 'disconnected');
    expect(await bodyOf(backend().terminateUserConnections(encodeURIComponent(id)))).toEqual({});
    await ended;
  });
});
