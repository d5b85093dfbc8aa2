import type { Clock } from '@shoal/core';
import type { BucketSet } from '../buckets/bucket-set.js';
import { appRef } from '../channels/channel-ref.js';
import { PointWindow } from './point-window.js';
import { Surroundings } from './surroundings.js';

const WINDOW_MS = 1_000;
/** Windows are looked through so often for those that are over. */
const SWEEP_MS = 10_000;

export interface SharedLimitsOptions {
  readonly buckets: BucketSet;
  readonly clock: Clock;
}

/** Points that something wants to take of an app's limit. */
export interface PointRequest {
  /** Of the limits that an app has. */
  readonly limiter: string;
  readonly appId: string;
  /** Points a second, over all nodes. */
  readonly limit: number;
  readonly points: number;
}

export interface SharedPoints {
  readonly isAllowed: boolean;
  readonly limit: number;
  /** As far as this node knows. */
  readonly remaining: number;
  /** Seconds until the window ends: 1. */
  readonly resetSeconds: number;
}

/**
 * Limits per app and second that all nodes keep together, answered at once: each node lets points through on its own
 * and settles them with the others in the background, at most 50 ms later. The windows are the seconds of one
 * Redis server's clock, the same on every node.
 *
 * **How exact.** What a node has not settled is at most its share: what is left of the limit, divided by twice the
 * number of nodes (rounded up), or one request when that alone is more. So in one window all `n` nodes together let
 * through less than `limit + n * ceil(limit / 2n)`, about one and a half times the limit, and that only when all use
 * up their shares within one round trip; evenly spread requests exceed the limit by what comes in 50 ms. A node that
 * is alone is exact, and so is what is refused for good: below the limit a node only refuses what comes faster than
 * it can settle. Beside that, requests within a round trip of a window's end may be counted in the next one, and a
 * node that has just started is taken into account by the others after a second.
 *
 * Create it before the buckets are started.
 */
export class SharedLimits {
  private readonly options: SharedLimitsOptions;
  private readonly surroundings: Surroundings;
  private readonly windows = new Map<string, PointWindow>();
  private readonly sweeping;

  constructor(options: SharedLimitsOptions) {
    this.options = options;
    this.surroundings = new Surroundings(options);
    this.sweeping = options.clock.every(SWEEP_MS, () => this.forgetEnded());
  }

  /** @returns undefined while Redis is away, or was never reached: count alone then */
  take({ limiter, appId, limit, points }: PointRequest): SharedPoints | undefined {
    const { buckets, clock } = this.options;
    const now = this.surroundings.now();
    const bucket = buckets.of(appId);
    if (now === undefined || bucket.isAway) return undefined;
    const second = Math.floor(now / WINDOW_MS);
    const name = `${limiter}:${appRef(appId)}`;
    let window = this.windows.get(name);
    if (window?.second !== second) {
      window?.close();
      window = new PointWindow({ bucket, clock, name, second });
      this.windows.set(name, window);
    }
    const isAllowed = window.take(points, { limit, nodes: this.surroundings.nodes });
    return { isAllowed, limit, remaining: Math.max(0, limit - window.total), resetSeconds: 1 };
  }

  close(): void {
    this.sweeping.cancel();
    this.surroundings.close();
    for (const window of this.windows.values()) window.close();
    this.windows.clear();
  }

  private forgetEnded(): void {
    const second = Math.floor((this.surroundings.now() ?? 0) / WINDOW_MS);
    for (const [name, window] of this.windows) {
      if (window.second === second) continue;
      window.close();
      this.windows.delete(name);
    }
  }
}
