import type { Clock, Timer } from '@shoal/core';
import { tellTime } from '../scripts/limits/tell-time.js';
import type { LimitBuckets } from './limit-bucket.js';

/** A clock that is read is compared with Redis' again after so many milliseconds. */
const FRESH_MS = 3_000;
/** With each registration it is compared so often: a process that starts has little time to listen. */
const ROUNDS = 8;
/** Milliseconds between two of them. */
const PAUSE_MS = 250;
/** Redis' time comes in whole milliseconds. */
const GRAIN_MS = 1;
/** By how much two clocks drift apart, at most: NTP corrects one by 500 ms in 1,000 s. */
const DRIFT = 0.0005;
/** The most that is put down to drift: after a long rest a window must not seem to be many. */
const MOST_DRIFT_MS = 50;

export interface SharedTime {
  /** Now is not before this (ms). */
  readonly from: number;
  /** Now is not after this (ms). */
  readonly to: number;
  /** False: no Redis has told the time yet, and other nodes have another one. */
  readonly isShared: boolean;
}

interface Comparison {
  /** Own time of the comparison (ms). */
  readonly at: number;
  /** What has to be added to the own time (ms). */
  readonly offset: number;
  /** By how much that can be wrong (ms). */
  readonly error: number;
}

/**
 * The time of the first bucket's server, which is the same on all nodes. It is asked for at each registration and then
 * in the background of its use, so a node at rest asks for nothing; while that bucket is away the last answer holds.
 * Create it before the buckets are started.
 */
export class SharedClock {
  private readonly buckets: LimitBuckets;
  private readonly clock: Clock;
  private comparison: Comparison | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private round: Timer | undefined;

  constructor({ buckets, clock }: { readonly buckets: LimitBuckets; readonly clock: Clock }) {
    this.buckets = buckets;
    this.clock = clock;
    buckets.onRegistered((bucket) => {
      if (bucket === buckets.all[0]) this.startRounds();
    });
  }

  /**
   * @param own monotonic milliseconds of this node, not long ago
   * @returns the shared time then, right to about a millisecond where Redis answers fast; undefined before it has
   */
  at(own: number): number | undefined {
    this.refresh();
    return this.comparison && own + this.comparison.offset;
  }

  read(): SharedTime {
    this.refresh();
    const own = this.clock.now();
    if (this.comparison === undefined) return { from: own, to: own, isShared: false };
    const time = own + this.comparison.offset;
    const error = errorAt(own, this.comparison);
    return { from: time - error, to: time + error, isShared: true };
  }

  close(): void {
    this.round?.cancel();
  }

  private refresh(): void {
    if (this.clock.now() - this.askedAt >= FRESH_MS) this.compare();
  }

  private startRounds(left = ROUNDS): void {
    this.round?.cancel();
    this.compare();
    if (left > 1) this.round = this.clock.after(PAUSE_MS, () => this.startRounds(left - 1));
  }

  private compare(): void {
    const askedAt = this.clock.now();
    this.askedAt = askedAt;
    const answer = this.buckets.all[0]?.ask({ script: tellTime, args: [] });
    answer?.then(
      (reply) => {
        const at = this.clock.now();
        const half = (at - askedAt) / 2;
        this.choose({ at, offset: reply.number(0) - (askedAt + half), error: half + GRAIN_MS });
      },
      // The bucket deals with what is wrong; the last answer holds.
      () => undefined,
    );
  }

  /** Keeps the more exact of the two, unless they contradict each other: then it is another server, or was set. */
  private choose(latest: Comparison): void {
    const former = this.comparison;
    const error = former === undefined ? Number.POSITIVE_INFINITY : errorAt(latest.at, former);
    const isContradicted = Math.abs(latest.offset - (former?.offset ?? 0)) > latest.error + error;
    if (latest.error <= error || isContradicted) this.comparison = latest;
  }
}

/** By how much a comparison can be wrong at a time of one's own (ms). */
function errorAt(own: number, { at, error }: Comparison): number {
  return error + Math.min(MOST_DRIFT_MS, (own - at) * DRIFT);
}
