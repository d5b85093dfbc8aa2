import { RecordIds } from '@shoal/core';
import { createTestNode, type MemoryBus, type TestClient, type TestNode } from '@shoal/core/testing';
import { BucketSet } from '../../src/buckets/bucket-set.js';
import { RedisChannelStore } from '../../src/channels/redis-channel-store.js';
import { OutboxMover } from '../../src/outbox/outbox-mover.js';
import type { SeededRandom } from '../../src/testing/seeded-random.js';
import { SimulatedClock } from '../../src/testing/simulated-clock.js';
import type { Scenario } from './action.js';
import { SimulatedLink } from './simulated-link.js';
import type { SimulatedQueue } from './simulated-queue.js';

export interface SimulatedNodeOptions {
  readonly name: string;
  readonly prefix: string;
  readonly scenario: Scenario;
  readonly random: SeededRandom;
  readonly bus: MemoryBus;
  readonly queue: SimulatedQueue;
  readonly now: () => number;
}

type State = 'running' | 'paused' | 'killed';

/** A whole production node, but for its clock, its line to Redis and its bus. */
export class SimulatedNode {
  readonly link: SimulatedLink;
  readonly store: RedisChannelStore;
  readonly test: TestNode;
  state: State = 'running';
  /** Ms in which its line was cut or stalled, or the process stopped. */
  trouble = 0;
  private readonly clock: SimulatedClock;
  private readonly buckets: BucketSet;
  /** It dies at the end of this step. */
  isDoomed = false;

  private constructor(
    parts: Pick<SimulatedNode, 'link' | 'store' | 'test'> & { clock: SimulatedClock; buckets: BucketSet },
  ) {
    this.link = parts.link;
    this.store = parts.store;
    this.test = parts.test;
    this.clock = parts.clock;
    this.buckets = parts.buckets;
  }

  static async start({
    name,
    prefix,
    scenario,
    random,
    bus,
    queue,
    now,
  }: SimulatedNodeOptions): Promise<SimulatedNode> {
    const clock = new SimulatedClock(now());
    const link = new SimulatedLink(random, now);
    let ids = 0;
    const newId = (): string => {
      ids += 1;
      return `${name}-${ids}`;
    };
    const buckets = new BucketSet({ connection: link, clock, prefix, count: scenario.buckets, newId });
    const adapter = bus.addNode();
    const recordIds = new RecordIds();
    const die = (): void => {
      node.isDoomed = true;
    };
    const mover = new OutboxMover({
      ...{ clock, recordIds },
      passOn: (batch) => queue.passOn(batch, { clock, die }),
    });
    const store = new RedisChannelStore({
      ...{ buckets, clock, recordIds, grace: scenario.grace },
      hint: (channel, version) => adapter.hint(channel, version),
      recorded: (bucket) => mover.poke(bucket),
    });
    const test = await createTestNode({ adapter, stores: (local) => ({ ...local, channels: store }) });
    const node = new SimulatedNode({ link, store, test, clock, buckets });
    void buckets.start();
    return node;
  }

  /** Time has come to `now`. @returns whether anything happened here */
  run(now: number, step: number): boolean {
    if (this.state !== 'running') return false;
    this.test.clock.advance(step);
    const isDue = this.clock.jump(now);
    const isAnswered = this.link.deliver();
    return isDue || isAnswered;
  }

  endTick(): void {
    this.clock.endTick();
    this.test.clock.settle();
  }

  connect(): TestClient {
    return this.test.connect();
  }

  /** The process is gone in the middle of whatever it did; Redis may still execute what it has sent. */
  kill(): void {
    this.state = 'killed';
    this.link.isPaused = true;
  }

  cut(milliseconds: number, isLate: boolean): void {
    this.trouble += milliseconds;
    this.link.cut(milliseconds, isLate);
  }

  stall(milliseconds: number): void {
    this.trouble += milliseconds;
    this.link.stall(milliseconds);
  }

  pause(): void {
    this.trouble = Number.POSITIVE_INFINITY;
    this.state = 'paused';
    this.link.isPaused = true;
  }

  resume(): void {
    this.state = 'running';
    this.link.isPaused = false;
  }

  close(): void {
    if (this.state === 'killed') return;
    this.store.close();
    this.buckets.close();
    this.test.node.stop();
  }
}
