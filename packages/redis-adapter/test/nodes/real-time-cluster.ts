import { systemClock } from '@shoal/core';
import type { Redis } from 'ioredis';
import { BucketSet } from '../../src/buckets/bucket-set.js';

let clusters = 0;

/** Nodes on one Redis in real time, for the conformance suites. */
export class RealTimeCluster implements AsyncDisposable {
  private readonly client: Redis;
  private readonly prefix: string;
  private readonly nodes: BucketSet[] = [];

  constructor(client: Redis) {
    clusters += 1;
    this.client = client;
    this.prefix = `real-${process.pid}-${clusters}:`;
  }

  /** @param create makes a node's store, which wants to hear of the first registration */
  async addStore<T>(create: (buckets: BucketSet) => T): Promise<T> {
    const buckets = new BucketSet({
      connection: this.client,
      clock: systemClock,
      prefix: this.prefix,
      count: 8,
    });
    const store = create(buckets);
    this.nodes.push(buckets);
    await buckets.start();
    return store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const buckets of this.nodes) buckets.close();
  }
}
