import type { LimitBucket } from './limit-bucket.js';

export interface PointWindowParts {
  readonly bucket: LimitBucket;
  /** Limit, app and second: what its key is called by. */
  readonly ref: string;
}

/** The points of one limit in one second, as far as this node knows. */
export class PointWindow {
  readonly bucket: LimitBucket;
  readonly ref: string;
  private used = 0;
  private others = 0;

  constructor({ bucket, ref }: PointWindowParts) {
    this.bucket = bucket;
    this.ref = ref;
  }

  /** Points that this node has let through, settled or not. */
  get own(): number {
    return this.used;
  }

  /** Of all nodes: never more than there are. */
  get total(): number {
    return this.used + this.others;
  }

  /** Takes all of the points or none. @returns whether it took them */
  take(points: number, limit: number): boolean {
    if (this.total + points > limit) return false;
    this.used += points;
    return true;
  }

  /** @param total of all nodes, of which this one had `own` */
  settled(own: number, total: number): void {
    // Less than before is a Redis that lost data: what the others have let through remains true.
    this.others = Math.max(this.others, total - own);
  }
}
