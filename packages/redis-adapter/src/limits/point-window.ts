import type { Clock, Timer } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import { countPoints } from '../scripts/limits/count-points.js';

/** Milliseconds after which points are settled; sooner when half of a share is used. */
const SETTLE_MS = 50;
/** Milliseconds that Redis remembers a window after its last use. */
const REMEMBERED_MS = 5_000;

export interface PointWindowParts {
  readonly bucket: Bucket;
  readonly clock: Clock;
  /** Limit and app. */
  readonly name: string;
  /** Since 1970, by the clock that all nodes share. */
  readonly second: number;
}

/** The points of one limit in one second, as far as this node knows. */
export class PointWindow {
  readonly second: number;
  private readonly parts: PointWindowParts;
  /** Of this node. */
  private used = 0;
  /** How many of those the others can know of. */
  private settled = 0;
  /** Of the other nodes, when they were last asked. */
  private others = 0;
  private timer: Timer | undefined;
  private isSettling = false;
  private isClosed = false;

  constructor(parts: PointWindowParts) {
    this.parts = parts;
    this.second = parts.second;
  }

  get total(): number {
    return this.used + this.others;
  }

  /** Takes all of the points or none. @returns whether it took them */
  take(points: number, { limit, nodes }: { readonly limit: number; readonly nodes: number }): boolean {
    const unsettled = this.used - this.settled;
    const left = limit - this.settled - this.others;
    const share = nodes === 1 ? left : Math.ceil(left / (2 * nodes));
    if (this.total + points > limit) return false;
    // What alone is more than a share could never be taken otherwise.
    if (unsettled > 0 && unsettled + points > share) {
      this.settle();
      return false;
    }
    this.used += points;
    if (nodes > 1 && 2 * (unsettled + points) >= share) this.settle();
    else this.timer ??= this.parts.clock.after(SETTLE_MS, () => this.settle());
    return true;
  }

  /** It is over, and nobody asks any more what was let through. */
  close(): void {
    this.isClosed = true;
    this.timer?.cancel();
  }

  /** One question at a time: whatever is taken meanwhile is settled by the next one. */
  private settle(): void {
    this.timer?.cancel();
    this.timer = undefined;
    if (this.isSettling || this.isClosed) return;
    this.isSettling = true;
    const { bucket, name } = this.parts;
    const { used } = this;
    const args = [`${name}:${this.second}`, String(used), String(REMEMBERED_MS)];
    const answer = bucket.ask({ script: countPoints, args });
    answer
      .then((reply) => this.onSettled(used, reply.number(0)))
      // Redis is away: until it is back this node counts alone.
      .catch(() => {
        this.isSettling = false;
      });
  }

  private onSettled(used: number, total: number): void {
    this.isSettling = false;
    this.settled = used;
    this.others = Math.max(0, total - used);
    if (this.used > used && !this.isClosed) {
      this.timer ??= this.parts.clock.after(SETTLE_MS, () => this.settle());
    }
  }
}
