import { textFrame } from '@shoal/protocol';
import type { Adapter, Batch } from '../../../cluster/adapter.js';
import type { ChannelRef } from '../../../cluster/channel-store.js';
import { type AdapterCluster, type AdapterSubject, PlayedReceiver } from './adapter-subject.js';

/** Declares what every Adapter promises. */
export function describeAdapter(subject: AdapterSubject): void {
  const limit = subject.nodes === 'one' ? ' [ONE NODE ONLY: nothing over several nodes is declared]' : '';
  describe(`${subject.name} as an Adapter${limit}`, () => {
    describe('one node', () => describeAlone(subject));
    if (subject.nodes === 'several') describe('several nodes', () => describeBus(subject));
  });
}

function describeAlone(subject: AdapterSubject): void {
  test('is connected and accepts batches; nothing of its own comes back', async () => {
    await using cluster = await subject.create();
    const node = await PlayedNode.start(cluster);
    await node.adapter.subscribe(refTo('a'));
    expect(node.adapter.isConnected()).toBe(true);
    expect(node.adapter.accepts()).toBe(true);
    node.adapter.publish(batchOf('a', 'one'));
    node.adapter.hint(refTo('a'), 1);
    await node.adapter.control(refTo('#server-to-user-u'), {
      kind: 'close_connections',
      error: 'terminated',
    });
    await node.adapter.subscribe(refTo('b'));
    const { batches, looks, controls } = node.receiver;
    expect({ batches, looks, controls }).toEqual({ batches: [], looks: [], controls: [] });
  });

  test('unsubscribing from what was never subscribed to is no error', async () => {
    await using cluster = await subject.create();
    const node = await PlayedNode.start(cluster);
    expect(() => node.adapter.unsubscribe(refTo('never'))).not.toThrow();
    await node.adapter.subscribe(refTo('a'));
    node.adapter.unsubscribe(refTo('a'));
    expect(() => node.adapter.unsubscribe(refTo('a'))).not.toThrow();
  });

  test('says whether there is anybody to reach', async () => {
    await using cluster = await subject.create();
    const node = await PlayedNode.start(cluster);
    expect(node.adapter.isRemote).toBe(subject.nodes === 'several');
  });
}

function describeBus(subject: AdapterSubject): void {
  const { until } = subject.passage;

  test('a batch reaches every other node that listens, bytes and marks unchanged', async () => {
    await using cluster = await subject.create();
    const [from, to, also] = await start(cluster);
    for (const node of [from, to, also]) await node.adapter.subscribe(refTo('cache-a'));
    const batch: Batch = {
      ...batchOf('cache-a', 'ünïcode'),
      messages: 2,
      exclusions: [{ offset: 0, length: 5, socketId: '1.2' }],
      cached: [{ offset: 5, length: 4, id: 'x-1' }],
    };
    from.adapter.publish(batch);
    await until(() => {
      expect(to.receiver.batches).toHaveLength(1);
      expect(also.receiver.batches).toHaveLength(1);
    });
    const [received] = to.receiver.batches;
    expect(received).toMatchObject({ ...batch, frames: expect.anything(), acceptedAt: expect.any(Number) });
    expect(received?.frames.equals(batch.frames)).toBe(true);
  });

  test('batches of one channel arrive in order, none twice, none at home', async () => {
    await using cluster = await subject.create();
    const [from, to] = await start(cluster);
    for (const node of [from, to]) await node.adapter.subscribe(refTo('a'));
    const texts = Array.from({ length: 200 }, (_, index) => `message ${index}`);
    for (const text of texts) from.adapter.publish(batchOf('a', text));
    to.adapter.publish(batchOf('a', 'answer'));
    await until(() => expect(to.receiver.batches).toHaveLength(texts.length));
    await until(() => expect(from.receiver.batches).toHaveLength(1));
    expect(to.receiver.texts('a')).toEqual(texts.map(framed));
    expect(from.receiver.texts('a')).toEqual([framed('answer')]);
  });

  test('what is published once subscribe has resolved is not missed, time and again', async () => {
    await using cluster = await subject.create();
    const [from, to] = await start(cluster);
    for (let round = 0; round < 20; round += 1) {
      await to.adapter.subscribe(refTo(`a-${round}`));
      from.adapter.publish(batchOf(`a-${round}`, 'first'));
    }
    await until(() => expect(to.receiver.batches).toHaveLength(20));
  });

  test('a node gets what it listens to and nothing else, also after it left and came back', async () => {
    await using cluster = await subject.create();
    const [from, to] = await start(cluster);
    await to.adapter.subscribe(refTo('heard'));
    await to.adapter.subscribe(refTo('left'));
    to.adapter.unsubscribe(refTo('left'));
    await to.adapter.subscribe(refTo('again'));
    to.adapter.unsubscribe(refTo('again'));
    await to.adapter.subscribe(refTo('again'));
    for (const name of ['never', 'left', 'again', 'heard']) from.adapter.publish(batchOf(name, name));
    await until(() => expect(to.receiver.texts('heard')).toHaveLength(1));
    await until(() => expect(to.receiver.texts('again')).toHaveLength(1));
    expect(to.receiver.batches).toHaveLength(2);
  });

  test('apps with channels of the same name do not hear each other', async () => {
    await using cluster = await subject.create();
    const [from, to] = await start(cluster);
    await to.adapter.subscribe({ appId: 'app-id', name: 'a' });
    await to.adapter.subscribe({ appId: 'other', name: 'b' });
    from.adapter.publish({ ...batchOf('a', 'wrong'), channel: { appId: 'other', name: 'a' } });
    from.adapter.publish({ ...batchOf('b', 'right'), channel: { appId: 'other', name: 'b' } });
    from.adapter.publish(batchOf('a', 'right'));
    await until(() => expect(to.receiver.batches).toHaveLength(2));
    expect(to.receiver.batches.map(({ channel }) => channel)).toEqual(
      expect.arrayContaining([
        { appId: 'other', name: 'b' },
        { appId: 'app-id', name: 'a' },
      ]),
    );
  });

  test('hints and control messages reach the other nodes that listen', async () => {
    await using cluster = await subject.create();
    const [from, to, elsewhere] = await start(cluster);
    const room = refTo('#server-to-user-u');
    await to.adapter.subscribe(refTo('presence-a'));
    await to.adapter.subscribe(room);
    await elsewhere.adapter.subscribe(refTo('fence'));
    from.adapter.hint(refTo('presence-a'), 41);
    await from.adapter.control(room, { kind: 'close_connections', error: 'reconnect' });
    await from.adapter.control(room, { kind: 'user_status', status: { userId: 'w', online: true } });
    from.adapter.publish(batchOf('fence', 'end'));
    await until(() => {
      expect(to.receiver.looks).toEqual([{ channel: refTo('presence-a'), version: 41 }]);
      expect(to.receiver.controls).toEqual([
        { room, message: { kind: 'close_connections', error: 'reconnect' } },
        { room, message: { kind: 'user_status', status: { userId: 'w', online: true } } },
      ]);
      expect(elsewhere.receiver.batches).toHaveLength(1);
    });
    const { looks, controls } = elsewhere.receiver;
    expect({ looks, controls }).toEqual({ looks: [], controls: [] });
  });
}

class PlayedNode {
  readonly adapter: Adapter;
  readonly receiver: PlayedReceiver;

  private constructor(adapter: Adapter, receiver: PlayedReceiver) {
    this.adapter = adapter;
    this.receiver = receiver;
  }

  static async start(cluster: AdapterCluster): Promise<PlayedNode> {
    const receiver = new PlayedReceiver();
    return new PlayedNode(await cluster.addNode(receiver), receiver);
  }
}

async function start(cluster: AdapterCluster): Promise<[PlayedNode, PlayedNode, PlayedNode]> {
  return [await PlayedNode.start(cluster), await PlayedNode.start(cluster), await PlayedNode.start(cluster)];
}

function refTo(name: string): ChannelRef {
  return { appId: 'app-id', name };
}

function framed(text: string): string {
  return textFrame(text).toString();
}

function batchOf(name: string, text: string): Batch {
  return { channel: refTo(name), frames: textFrame(text), messages: 1, acceptedAt: 0, exclusions: [] };
}
