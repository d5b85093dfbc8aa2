import type { Clock, Timer } from '@shoal/core';
import { settlePoints } from '../scripts/limits/settle-points.js';
import type { LimitBucket } from './limit-bucket.js';
import type { PointWindow } from './point-window.js';

/**
 * Milliseconds that points wait to be settled. What one node lets through is in Redis so much later, and another node
 * learns of it when it settles next, again at most so much later: together the 50 ms of the error bound.
 */
const SETTLE_MS = 25;
/** Milliseconds that Redis remembers a window after it was last settled; nobody asks after its second. */
const REMEMBERED_MS = 3_000;

export interface SettlementOptions {
  readonly clock: Clock;
  /** Unique over all processes, and the same for ever: what is said twice is counted once. */
  readonly processId: string;
}

/** Tells Redis what this node has let through, and the windows what all nodes have: one script per bucket. */
export class Settlement {
  private readonly clock: Clock;
  private readonly processId: string;
  private readonly unsettled = new Set<PointWindow>();
  private timer: Timer | undefined;

  constructor({ clock, processId }: SettlementOptions) {
    this.clock = clock;
    this.processId = processId;
  }

  /** Settles the window a little later, together with others. */
  add(window: PointWindow): void {
    this.unsettled.add(window);
    this.timer ??= this.clock.after(SETTLE_MS, () => this.settleAll());
  }

  close(): void {
    this.timer?.cancel();
    this.unsettled.clear();
  }

  /** Does not wait for former answers, so that a slow Redis makes what nodes know older only by its round trip. */
  private settleAll(): void {
    this.timer = undefined;
    const byBucket = new Map<LimitBucket, PointWindow[]>();
    for (const window of this.unsettled) {
      const ofBucket = byBucket.get(window.bucket) ?? [];
      ofBucket.push(window);
      byBucket.set(window.bucket, ofBucket);
    }
    this.unsettled.clear();
    for (const [bucket, windows] of byBucket) this.settle(bucket, windows);
  }

  private settle(bucket: LimitBucket, windows: readonly PointWindow[]): void {
    const said = windows.map((window) => ({ window, own: window.own }));
    const counts = said.flatMap(({ window, own }) => [window.ref, String(own)]);
    const args = [this.processId, String(REMEMBERED_MS), ...counts];
    bucket.ask({ script: settlePoints, args }).then(
      (reply) => {
        for (const [at, { window, own }] of said.entries()) window.settled(own, reply.number(at));
      },
      // Redis is away, and this node counts alone; whatever it lets through next says all of the window again.
      () => undefined,
    );
  }
}
