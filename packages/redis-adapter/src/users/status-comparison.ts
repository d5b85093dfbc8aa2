import type { Clock, Timer } from '@shoal/core';
import type { Bucket, Registered } from '../buckets/bucket.js';
import type { ScriptReply } from '../buckets/script-reply.js';
import { statuses as statusesScript } from '../scripts/users/statuses.js';
import type { ToldStatuses } from './told-statuses.js';

export interface StatusComparisonOptions {
  readonly clock: Clock;
  readonly statuses: ToldStatuses;
  /** Reads all users of a bucket who are watched from here. */
  readonly readAll: (bucket: Bucket) => void;
}

interface Seen {
  readonly epoch: string;
  readonly version: number;
}

const EVERY_MS = 3_000;
const never: Seen = { epoch: '', version: 0 };

/**
 * Reads who came and went in a bucket since the last time: when another node says so, when the bus or the bucket
 * was away, and now and then, for what nobody said.
 */
export class StatusComparison {
  private readonly options: StatusComparisonOptions;
  private readonly seen = new Map<Bucket, Seen>();
  private readonly wanted = new Set<Bucket>();
  private readonly running = new Set<Bucket>();
  /** Asked for while one was running. */
  private readonly again = new Set<Bucket>();
  private timer: Timer | undefined;

  constructor(options: StatusComparisonOptions) {
    this.options = options;
  }

  start(): void {
    this.timer = this.options.clock.every(EVERY_MS, () => this.compareAll());
  }

  close(): void {
    this.timer?.cancel();
  }

  compareAll(): void {
    for (const bucket of this.options.statuses.buckets) this.compare(bucket);
  }

  /** Once for all who ask in one tick; one read of a bucket at a time. */
  compare(bucket: Bucket): void {
    if (!this.options.statuses.isWatching(bucket)) return;
    if (this.wanted.size === 0) {
      this.options.clock.atEndOfTick(() => {
        const buckets = [...this.wanted];
        this.wanted.clear();
        for (const each of buckets) this.read(each);
      });
    }
    this.wanted.add(bucket);
  }

  /** After a new registration everybody is read with the assertions, and only what comes later is compared. */
  registered(bucket: Bucket, { isNew }: Pick<Registered, 'isNew'>): void {
    if (!isNew) {
      this.compare(bucket);
      return;
    }
    this.seen.delete(bucket);
    bucket.ask({ script: statusesScript, args: [never.epoch, String(never.version)] }).then(
      (reply) => this.saw(bucket, reply),
      // The bucket is away: it is compared when it has been registered again.
      () => undefined,
    );
  }

  private read(bucket: Bucket): void {
    if (bucket.isAway) return;
    if (this.running.has(bucket)) {
      this.again.add(bucket);
      return;
    }
    this.running.add(bucket);
    const { epoch, version } = this.seen.get(bucket) ?? never;
    bucket
      .ask({ script: statusesScript, args: [epoch, String(version)] })
      .then((reply) => this.learn(bucket, reply))
      // The bucket is away: it is compared when it has been registered again.
      .catch(() => undefined)
      .finally(() => {
        this.running.delete(bucket);
        if (this.again.delete(bucket)) this.compare(bucket);
      });
  }

  private learn(bucket: Bucket, reply: ScriptReply): void {
    const { epoch } = reply;
    this.saw(bucket, reply);
    if (reply.text(1) === 'all') {
      this.options.readAll(bucket);
      return;
    }
    const version = reply.number(0);
    for (const [ref = '', online] of reply.rows(2, 2)) {
      this.options.statuses.learn({ bucket, ref }, { isOnline: online === '1', epoch, version });
    }
  }

  private saw(bucket: Bucket, reply: ScriptReply): void {
    this.seen.set(bucket, { epoch: reply.epoch, version: reply.number(0) });
  }
}
