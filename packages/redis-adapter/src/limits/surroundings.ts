import type { Clock, Timer } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import { lookAround } from '../scripts/limits/look-around.js';

/** Milliseconds between two looks. */
const LOOK_MS = 1_000;

/**
 * How many nodes there are, and what time it is for all of them: that of the first bucket's server. Both are asked
 * for once a second; in between, and while that bucket is away, the last answer holds.
 */
export class Surroundings {
  private readonly clock: Clock;
  private readonly bucket: Bucket | undefined;
  private readonly timer: Timer;
  private offset: number | undefined;
  private count = 1;

  constructor({ buckets, clock }: { readonly buckets: BucketSet; readonly clock: Clock }) {
    this.clock = clock;
    this.bucket = buckets.all[0];
    buckets.onRegistered((bucket) => {
      if (bucket === this.bucket) this.look();
    });
    this.timer = clock.every(LOOK_MS, () => this.look());
  }

  /** Nodes, this one included; one that died is counted until its lease is over. */
  get nodes(): number {
    return this.count;
  }

  /** Milliseconds, right to half the time that an answer takes; undefined before the first one. */
  now(): number | undefined {
    return this.offset === undefined ? undefined : this.clock.now() + this.offset;
  }

  close(): void {
    this.timer.cancel();
  }

  private look(): void {
    const askedAt = this.clock.now();
    const answer = this.bucket?.ask({ script: lookAround, args: [] });
    answer
      ?.then((reply) => {
        this.offset = reply.number(0) - (askedAt + this.clock.now()) / 2;
        this.count = Math.max(1, reply.number(1));
      })
      // The bucket deals with what is wrong; the last answer holds.
      .catch(() => undefined);
  }
}
