import type { ChannelRef, Clock } from '@shoal/core';
import type { Bucket } from '../../buckets/bucket.js';
import { setCounts } from '../../scripts/channels/set-counts.js';
import type { ChannelParts } from '../channel-parts.js';

/** The longest that a count waits (ms). */
const BEHIND_MS = 50;
const COUNTS_AT_ONCE = 100;

interface Pending {
  readonly ref: string;
  count: number;
  readonly settle: Settle[];
}

interface Settle {
  readonly resolve: (total: number) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes socket counts behind, many channels of a bucket in one script. */
export class CountWriter {
  private readonly clock: Clock;
  private readonly parts: ChannelParts;
  private readonly pending = new Map<Bucket, Map<string, Pending>>();
  private isScheduled = false;

  constructor(clock: Clock, parts: ChannelParts) {
    this.clock = clock;
    this.parts = parts;
  }

  /** Resolves with the total over all nodes when it was written. */
  write(channel: ChannelRef, count: number): Promise<number> {
    const { ref, bucket } = this.parts.locate(channel);
    const ofBucket = this.pending.get(bucket) ?? new Map<string, Pending>();
    this.pending.set(bucket, ofBucket);
    const pending = ofBucket.get(ref) ?? { ref, count, settle: [] };
    pending.count = count;
    ofBucket.set(ref, pending);
    if (!bucket.isAway) this.schedule();
    return new Promise((resolve, reject) => pending.settle.push({ resolve, reject }));
  }

  /** A transition says the count too; who waited for the write gets the transition's total. */
  drop({ bucket, ref }: { bucket: Bucket; ref: string }, total: () => Promise<number>): void {
    const pending = this.pending.get(bucket)?.get(ref);
    if (pending === undefined) return;
    this.pending.get(bucket)?.delete(ref);
    for (const { resolve, reject } of pending.settle) total().then(resolve, reject);
  }

  /** Writes what has waited for a bucket that was away. */
  resume(bucket: Bucket): void {
    if (this.pending.has(bucket)) this.schedule();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.clock.after(BEHIND_MS, () => {
      this.isScheduled = false;
      for (const bucket of this.pending.keys()) if (!bucket.isAway) this.flush(bucket);
    });
  }

  private flush(bucket: Bucket): void {
    const all = [...(this.pending.get(bucket)?.values() ?? [])];
    this.pending.delete(bucket);
    for (let from = 0; from < all.length; from += COUNTS_AT_ONCE) {
      this.state(bucket, all.slice(from, from + COUNTS_AT_ONCE));
    }
  }

  private state(bucket: Bucket, counts: readonly Pending[]): void {
    const args = counts.flatMap(({ ref, count }) => [ref, String(count)]);
    bucket.state({ script: setCounts, args: () => args }).then(
      (reply) => {
        counts.forEach(({ count, settle }, at) => {
          for (const { resolve } of settle) resolve(reply?.number(at) ?? count);
        });
      },
      (error: unknown) => {
        for (const { settle } of counts) for (const { reject } of settle) reject(error);
      },
    );
  }
}
