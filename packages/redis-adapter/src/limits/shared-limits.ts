import type { Clock } from '@shoal/core';
import { appRef } from '../channels/channel-ref.js';
import type { LimitBuckets } from './limit-bucket.js';
import { PointWindow } from './point-window.js';
import { Settlement } from './settlement.js';
import type { SharedClock } from './shared-clock.js';

const WINDOW_MS = 1_000;
/** Seconds before and after the one that is asked for: the clock may be off by half a second when Redis is slow. */
const KEPT = 2;

export interface SharedLimitsOptions {
  readonly buckets: LimitBuckets;
  readonly clock: Clock;
  readonly time: SharedClock;
  /** Random for each start of a process. */
  readonly processId: string;
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
  /** As far as this node knows; 0 when it refused. */
  readonly remaining: number;
  /** Seconds until the window ends: 1. */
  readonly resetSeconds: number;
}

/**
 * Limits per app and second that all nodes keep together. Every request is answered at once: a node lets points
 * through as long as those of all nodes that it knows of, and its own, are within the limit. It settles its own in the
 * background. The windows are the seconds of one Redis server's clock.
 *
 * **How exact.** Nothing that is within the limit is refused. All `n` nodes together let through at most `n - 1` times
 * as much over it as one of them can let through in 50 ms and a round trip to Redis; a node that gets all the load is
 * exact. As a node knows the time only as exactly as half a round trip, it counts what comes so close to the end of
 * a second where there is room, in the earlier one first.
 *
 * **While Redis is away** each node has the limit for itself.
 */
export class SharedLimits {
  private readonly buckets: LimitBuckets;
  private readonly time: SharedClock;
  private readonly settlement: Settlement;
  private readonly bySecond = new Map<number, Map<string, PointWindow>>();

  constructor(options: SharedLimitsOptions) {
    this.buckets = options.buckets;
    this.time = options.time;
    this.settlement = new Settlement(options);
  }

  /** Takes all of the points or none. */
  take(request: PointRequest): SharedPoints {
    const { limit, points } = request;
    const { from, to, isShared } = this.time.read();
    const last = Math.floor(to / WINDOW_MS);
    // The earlier window first: should all nodes agree that it is over, nothing that comes later needs its room.
    for (let second = Math.floor(from / WINDOW_MS); second <= last; second += 1) {
      const window = this.windowIn(second, request);
      if (!window.take(points, limit)) continue;
      if (isShared) this.settlement.add(window);
      return { isAllowed: true, limit, remaining: limit - window.total, resetSeconds: 1 };
    }
    return { isAllowed: false, limit, remaining: 0, resetSeconds: 1 };
  }

  close(): void {
    this.settlement.close();
    this.bySecond.clear();
  }

  private windowIn(second: number, { limiter, appId }: PointRequest): PointWindow {
    const windows = this.windowsOf(second);
    const name = `${limiter}:${appId}`;
    const known = windows.get(name);
    if (known !== undefined) return known;
    const ref = `${limiter}:${appRef(appId)}:${second}`;
    const window = new PointWindow({ bucket: this.buckets.of(appId), ref });
    windows.set(name, window);
    return window;
  }

  /** With the first one of a second, those that nobody can want any more are forgotten. */
  private windowsOf(second: number): Map<string, PointWindow> {
    const known = this.bySecond.get(second);
    if (known !== undefined) return known;
    for (const other of this.bySecond.keys()) {
      if (Math.abs(other - second) > KEPT) this.bySecond.delete(other);
    }
    const windows = new Map<string, PointWindow>();
    this.bySecond.set(second, windows);
    return windows;
  }
}
