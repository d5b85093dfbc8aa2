import { type MemberUpdate, RecordIds, type Transition } from '@shoal/core';
import { createMember } from '@shoal/protocol';
import { RedisChannelStore } from '../../src/channels/redis-channel-store.js';
import { TimedCluster, type TimedNode } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';

const redis = useRedis();
const channel = { appId: 'app', name: 'presence-a' };
const wants = new Set<never>();

class StoreNode {
  private readonly cluster: TimedCluster;
  private readonly store: RedisChannelStore;
  private readonly node: TimedNode;
  /** What was told last. */
  private told: MemberUpdate['stamp'] | undefined;

  private constructor(cluster: TimedCluster, { store, node }: { store: RedisChannelStore; node: TimedNode }) {
    this.cluster = cluster;
    this.store = store;
    this.node = node;
  }

  static async addTo(cluster: TimedCluster, frames = 0): Promise<StoreNode> {
    const { clock } = cluster;
    const added = await cluster.addNode(({ buckets }) => {
      const store = new RedisChannelStore({
        ...{ buckets, clock, recordIds: new RecordIds(), hint: () => {}, recorded: () => {} },
        grace: { frames, webhooks: 0, drain: 0 },
      });
      store.start({ look() {}, recorded() {}, departed() {}, arrived() {}, held: () => [] });
      return { store };
    });
    return new StoreNode(cluster, added);
  }

  join(info = 'first'): () => Promise<Transition['member']> {
    const member = { member: createMember('u', { info }), limit: 100 };
    const told = this.told === undefined ? {} : { told: this.told };
    const request = { channel, count: 1, member, wants, ...told, isWanted: () => true };
    const joined = Promise.resolve(this.store.join(request));
    return async () => {
      const reply = await this.cluster.ask(joined);
      if (reply.refused !== undefined) throw new Error(`The join was refused: ${reply.refused}`);
      this.told = reply.update?.stamp;
      return reply.transition.member;
    };
  }

  leave(): () => Promise<Transition['member']> {
    const told = this.told === undefined ? {} : { told: this.told };
    const left = Promise.resolve(
      this.store.leave({ channel, count: 0, memberKey: 'u', wants, cause: 'left', ...told }),
    );
    return async () => (await this.cluster.ask(left)).transition.member;
  }

  /** Redis executes what was said, and the line is cut before the replies are back. */
  async loseReplies(): Promise<void> {
    this.node.line.break();
    await this.cluster.settle();
    this.node.line.mend();
    await this.cluster.pass(500);
  }
}

test('what a join changed is told although its first reply got lost', async () => {
  await using cluster = new TimedCluster(redis());
  const node = await StoreNode.addTo(cluster);
  const joined = node.join();
  await node.loseReplies();
  expect(await joined()).toBe('added');
});

test('what a leave changed is told although its first reply got lost', async () => {
  await using cluster = new TimedCluster(redis());
  const node = await StoreNode.addTo(cluster);
  await node.join()();
  const left = node.leave();
  await node.loseReplies();
  expect(await left()).toBe('removed');
});

test('who comes back with something else to show within the grace is told as updated, lost reply or not', async () => {
  await using cluster = new TimedCluster(redis());
  const node = await StoreNode.addTo(cluster, 5000);
  await node.join()();
  await node.leave()();
  const joined = node.join('second');
  await node.loseReplies();
  expect(await joined()).toBe('updated');
});

test('a user who is somewhere else as well neither comes nor goes, lost reply or not', async () => {
  await using cluster = new TimedCluster(redis());
  const here = await StoreNode.addTo(cluster);
  const there = await StoreNode.addTo(cluster);
  await there.join()();
  const joined = here.join();
  await here.loseReplies();
  expect(await joined()).toBeUndefined();
  const left = here.leave();
  await here.loseReplies();
  expect(await left()).toBeUndefined();
});

test('a leave into the grace has not changed the list, lost reply or not', async () => {
  await using cluster = new TimedCluster(redis());
  const node = await StoreNode.addTo(cluster, 5000);
  await node.join()();
  const left = node.leave();
  await node.loseReplies();
  expect(await left()).toBeUndefined();
});
