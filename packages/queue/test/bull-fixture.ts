import { randomUUID } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { BullQueue, type BullQueueOptions } from '../src/bull/bull-queue.js';
import { decodeTask, type Task } from '../src/testing/gated-handler.js';
import { type Passage, realPassage } from '../src/testing/passage.js';
import { RecordingObserver } from '../src/testing/recording-observer.js';

/** A queue of a test's own, and everything that it leaves open. */
export class BullFixture implements AsyncDisposable {
  readonly queue: BullQueue<Task>;
  readonly observer = new RecordingObserver();
  readonly passage: Passage = realPassage(20);
  readonly connection: Redis | Cluster;
  readonly prefix: string;

  constructor(connection: Redis | Cluster, options: Partial<BullQueueOptions<Task>> = {}) {
    this.connection = connection;
    this.prefix = options.prefix ?? newPrefix();
    this.queue = new BullQueue<Task>({
      name: 'test',
      decode: decodeTask,
      ...options,
      connection,
      prefix: this.prefix,
      observer: this.observer,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.queue.close();
    this.connection.disconnect();
  }
}

/** Keys that no other test uses, with a hash tag. */
export function newPrefix(): string {
  return `test-${randomUUID()}:{queue}`;
}
