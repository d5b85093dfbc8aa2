import type { Adapter } from '../../cluster/adapter.js';
import type { Stores } from '../../cluster/stores.js';
import { LocalAdapter } from '../../local/local-adapter.js';
import type { Grace } from '../../local/local-channel-store.js';
import type { MaybePromise } from '../../maybe-promise.js';
import { delayStores } from '../delayed/delay-stores.js';
import { DelayedAdapter } from '../delayed/delayed-adapter.js';
import { type ActsWhen, ReplyQueue } from '../delayed/reply-queue.js';
import { FakeClock } from '../fake-clock.js';
import { MemoryCluster } from '../memory-cluster/memory-cluster.js';
import { createTestApp } from '../test-app.js';
import { createTestNode, type TestNode } from '../test-node.js';
import { channels, memberLimit } from './action.js';
import { countEntries } from './count-entries.js';

export interface WorldOptions {
  readonly nodes: number;
  /** Absent: everything answers at once. */
  readonly actsWhen?: ActsWhen;
  readonly grace: Grace;
  /** Of messages on the bus: hints may be lost or doubled. */
  readonly hints?: 'sure' | 'lost' | 'doubled';
}

/** Nodes with their shared state, and all that is on its way between them. */
export class World {
  readonly clock: FakeClock;
  readonly nodes: readonly TestNode[];
  /** One queue a node for its stores, one for the bus. */
  private readonly queues: readonly ReplyQueue[];
  private readonly cluster: MemoryCluster | undefined;

  private constructor(
    parts: Pick<World, 'clock' | 'nodes'> & { queues: ReplyQueue[]; cluster?: MemoryCluster },
  ) {
    this.clock = parts.clock;
    this.nodes = parts.nodes;
    this.queues = parts.queues;
    this.cluster = parts.cluster;
  }

  static async create({ nodes: count, actsWhen, grace, hints = 'sure' }: WorldOptions): Promise<World> {
    const clock = new FakeClock();
    const bus = new ReplyQueue('answered');
    const queues = [bus];
    const cluster = new MemoryCluster({
      clock,
      grace,
      carry({ link, kind }, arrive) {
        const times = kind !== 'hint' || hints === 'sure' ? 1 : hints === 'lost' ? 0 : 2;
        for (let time = 0; time < times; time += 1) void bus.hold(`${link} ${kind}`, arrive);
      },
    });
    const nodes: TestNode[] = [];
    for (let index = 0; index < count; index += 1) {
      const parts = cluster.addNode();
      const queue = new ReplyQueue(actsWhen);
      queues.push(queue);
      nodes.push(
        await createTestNode({
          clock,
          grace,
          apps: [createTestApp({ limits: { presenceMembers: memberLimit } })],
          settings: { activityTimeout: 1000 },
          ...connect({ parts, queue, isAlone: count === 1, isDelayed: actsWhen !== undefined }),
        }),
      );
    }
    return new World({ clock, nodes, queues, ...(count === 1 ? {} : { cluster }) });
  }

  /** Lets something that is on its way arrive, if there is anything. @param pick which, of what there is */
  async answer(pick: number): Promise<boolean> {
    const waiting = this.queues.flatMap((queue) => queue.lanes.map((lane) => ({ queue, lane })));
    const next = waiting[pick % waiting.length];
    if (next === undefined) return false;
    await next.queue.answer(next.lane);
    return true;
  }

  /** A question of the test's own, answered whatever else is on its way. */
  async ask<T>(question: () => MaybePromise<T>): Promise<T> {
    const answer = question();
    while (await this.answer(0));
    return answer;
  }

  /** As a node does every few seconds: compares its lists, in case nobody said that they changed. */
  compareLists(): void {
    if (this.cluster === undefined) return;
    for (const { node, app } of this.nodes) {
      for (const name of channels) node.look({ appId: app.id, name });
    }
  }

  /** Entries of all that the nodes remember. Cached events stay for their time; the test's own parts for ever. */
  countEntries(): number {
    const own = this.nodes.flatMap(({ stores, observer, webhooks }) => [stores.cache, observer, webhooks]);
    const except = [...own, this.clock, ...this.queues];
    return this.nodes.reduce((sum, { node }) => sum + countEntries(node, except), 0);
  }

  /** Rooms that somebody still listens to. */
  get rooms(): readonly string[] {
    return this.cluster?.bus.rooms ?? [];
  }
}

interface Connectable {
  readonly parts: { stores: Stores; adapter: Adapter };
  readonly queue: ReplyQueue;
  readonly isAlone: boolean;
  readonly isDelayed: boolean;
}

function connect({ parts, queue, isAlone, isDelayed }: Connectable) {
  if (isAlone && !isDelayed) return { adapter: new LocalAdapter() };
  if (!isDelayed) return { adapter: parts.adapter, stores: () => parts.stores };
  const adapter = new DelayedAdapter(isAlone ? new LocalAdapter() : parts.adapter, queue);
  // Admission is not what this is about: clients come in at once.
  const { quotas } = parts.stores;
  return {
    adapter,
    stores: (local: Stores) => ({ ...delayStores(isAlone ? local : parts.stores, queue), quotas }),
  };
}
