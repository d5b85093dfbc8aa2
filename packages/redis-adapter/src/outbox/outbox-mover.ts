import type { Clock, RecordIds } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import { BucketMover } from './bucket-mover.js';
import type { PassOn } from './webhook-batch.js';

export interface OutboxMoverOptions {
  readonly clock: Clock;
  readonly recordIds: RecordIds;
  readonly passOn: PassOn;
  /** Milliseconds that a batch has to fill. Default 50. */
  readonly linger?: number;
  /** Told each time that `passOn` rejects, and when a script is at fault. */
  readonly failed?: (error: unknown) => void;
}

const LINGER_MS = 50;

/**
 * Takes what the outboxes hold out of Redis, in batches: of each bucket one at a time over all nodes, so that an app's
 * facts are passed on in the order of their versions. A batch whose mover died is passed on first, again.
 */
export class OutboxMover {
  private readonly options: OutboxMoverOptions;
  private readonly token: string;
  private readonly movers = new Map<Bucket, BucketMover>();
  private unread = 0;
  private isClosed = false;

  constructor(options: OutboxMoverOptions) {
    this.options = options;
    this.token = options.recordIds.next();
  }

  /** Times that a record could not be read, so far. */
  get unreadable(): number {
    return this.unread;
  }

  /** A bucket's outbox has something. */
  poke(bucket: Bucket): void {
    if (this.isClosed) return;
    const mover = this.movers.get(bucket) ?? this.create(bucket);
    mover.poke();
  }

  /** Takes no new batch. Resolves when those that were being passed on are settled, or after so many milliseconds. */
  async close(milliseconds: number): Promise<void> {
    this.isClosed = true;
    const isOver = Promise.all([...this.movers.values()].map((mover) => mover.close()));
    await new Promise<void>((resolve) => {
      const timer = this.options.clock.after(milliseconds, resolve);
      isOver.then(() => {
        timer.cancel();
        resolve();
      }, resolve);
    });
  }

  private create(bucket: Bucket): BucketMover {
    const { token } = this;
    const { clock, recordIds, passOn, linger = LINGER_MS, failed = () => {} } = this.options;
    const unreadable = (records: number): void => {
      this.unread += records;
    };
    const mover = new BucketMover({ bucket, token, clock, recordIds, passOn, linger, failed, unreadable });
    this.movers.set(bucket, mover);
    return mover;
  }
}
