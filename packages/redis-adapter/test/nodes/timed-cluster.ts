import { FakeClock } from '@shoal/core/testing';
import type { Redis } from 'ioredis';
import { BucketSet } from '../../src/buckets/bucket-set.js';
import type { ScriptConnection } from '../../src/buckets/script-connection.js';
import { CuttableConnection } from './cuttable-connection.js';

const STEP_MS = 50;
const dropKeys = `
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do redis.call('DEL', key) end
`;
let clusters = 0;

export interface TimedNode {
  readonly buckets: BucketSet;
  readonly line: CuttableConnection;
  /** The process is gone at once; Redis is told nothing. */
  kill(): void;
}

export interface TimedClusterOptions {
  readonly bucketCount?: number;
  /** How long a reply is on its way, in real time; called for each. At once unless given. */
  readonly delay?: () => Promise<void>;
}

/** Nodes on one real Redis, whose scripts are told the time and the run id of the test. */
export class TimedCluster implements AsyncDisposable {
  readonly clock = new FakeClock();
  private readonly client: Redis;
  private readonly options: TimedClusterOptions;
  private readonly prefix: string;
  private readonly nodes: TimedNode[] = [];
  private run = 1;
  private unanswered = 0;

  constructor(client: Redis, options: TimedClusterOptions = {}) {
    clusters += 1;
    this.client = client;
    this.options = options;
    this.prefix = `timed-${process.pid}-${clusters}:`;
  }

  /** @param create makes the node's stores, which want to hear of the first registration */
  async addNode<T>(create: (node: TimedNode) => T | Promise<T>): Promise<T & { readonly node: TimedNode }> {
    const line = new CuttableConnection(this.connection());
    const { clock, prefix } = this;
    const count = this.options.bucketCount ?? 4;
    const buckets = new BucketSet({ connection: line, clock, prefix, count });
    const node = {
      buckets,
      line,
      kill() {
        line.break();
        buckets.close();
      },
    };
    const created = await create(node);
    this.nodes.push(node);
    const isStarted = buckets.start();
    await this.settle();
    await isStarted;
    return { ...created, node };
  }

  /** Lets everything that was asked for happen; time stands still. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      if (this.unanswered > 0 || !this.clock.isAtRest) quiet = 0;
      this.clock.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Resolves with what is promised, once everything has come to rest. */
  async ask<T>(promise: T | Promise<T>): Promise<T> {
    const [answer] = await Promise.all([promise, this.settle()]);
    return answer;
  }

  async pass(milliseconds: number): Promise<void> {
    await this.settle();
    for (let left = milliseconds; left > 0; left -= STEP_MS) {
      this.clock.advance(Math.min(STEP_MS, left));
      await this.settle();
    }
  }

  /** Somebody empties Redis, all at once. */
  async flush(): Promise<void> {
    await this.client.eval(dropKeys, 0, this.prefix);
  }

  /** Another server answers from now on, with everything that the former one had. */
  failOver(): void {
    this.run += 1;
  }

  /** Everything that is stored. */
  keys(): Promise<string[]> {
    return this.client.keys(`${this.prefix}*`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.nodes) node.kill();
    await this.flush();
  }

  private connection(): ScriptConnection {
    let isFree: Promise<void> = Promise.resolve();
    const carry = (send: () => Promise<unknown>): Promise<unknown> => {
      const answer = isFree.then(() => this.options.delay?.()).then(send);
      isFree = answer.then(
        () => undefined,
        () => undefined,
      );
      return this.count(answer);
    };
    const { client } = this;
    return {
      eval: (text, keyCount, ...args) => carry(() => client.eval(text, keyCount, ...this.stamp(args))),
      evalsha: (sha, keyCount, ...args) => carry(() => client.evalsha(sha, keyCount, ...this.stamp(args))),
    };
  }

  private stamp([base = '', , , ...args]: string[]): string[] {
    return [base, String(this.clock.now()), `run${this.run}`, ...args];
  }

  private count(answer: Promise<unknown>): Promise<unknown> {
    this.unanswered += 1;
    return answer.finally(() => {
      this.unanswered -= 1;
    });
  }
}
