import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '@shoal/core';
import { bucketBase } from '../keys.js';
import { KnownScripts } from '../scripts/known-scripts.js';
import { Bucket, type Registered } from './bucket.js';
import { BUCKETS, bucketOf } from './bucket-tags.js';
import { SharedWindow } from './line/shared-window.js';
import { Turnstile } from './line/turnstile.js';
import type { ScriptConnection } from './script-connection.js';

export interface BucketSetOptions {
  readonly connection: ScriptConnection;
  readonly clock: Clock;
  /** What all keys begin with; no braces. */
  readonly prefix: string;
  /** Only for tests that can do with fewer. */
  readonly count?: number;
  /** Only for tests that want the same ids twice. */
  readonly newId?: () => string;
}

export type RegistrationListener = (bucket: Bucket, registered: Registered) => void;

/** Leases, retries and unanswered commands are looked after so often. */
const WATCH_MS = 100;
/** Commands of all buckets on their way at once: what one turn can bear, were all of them answered in it. */
const WINDOW = 256;
/** Whether what a node that ends has stated was heard is asked so often. */
const IDLE_MS = 20;

/** All buckets of an installation, over one connection; the stores share it. */
export class BucketSet {
  readonly all: readonly Bucket[];
  private readonly clock: Clock;
  private readonly listeners: RegistrationListener[] = [];
  private timer: Timer | undefined;

  /** @throws Error for a prefix with a brace */
  constructor({ connection, clock, prefix, count = BUCKETS, newId = randomId }: BucketSetOptions) {
    this.clock = clock;
    const known = new KnownScripts();
    const window = new SharedWindow(WINDOW);
    const turnstile = new Turnstile({ clock, hasRoom: () => window.hasRoom });
    const onRegistered: RegistrationListener = (bucket, registered) => {
      for (const listener of this.listeners) listener(bucket, registered);
    };
    this.all = Array.from({ length: count }, (_, index) => {
      const base = bucketBase(prefix, index);
      const shared = { count, connection, known, clock, newId, window, turnstile, onRegistered };
      return new Bucket({ index, base, ...shared });
    });
  }

  /** The bucket of an owner: `app:channel`, `app:user` or `app`. */
  of(owner: string): Bucket {
    const bucket = this.all[bucketOf(owner) % this.all.length];
    if (bucket === undefined) throw new Error('A bucket set has at least one bucket');
    return bucket;
  }

  /** Buckets that cannot be reached now; above 0 this node is degraded. */
  get away(): number {
    return this.all.filter(({ isAway }) => isAway).length;
  }

  /**
   * Milliseconds since a lease of this node was last known to be renewed, of the bucket where that was longest ago;
   * undefined before all have registered it.
   */
  get leaseAge(): number | undefined {
    let since = Number.POSITIVE_INFINITY;
    for (const { lease } of this.all) {
      if (lease.since === undefined) return undefined;
      since = Math.min(since, lease.since);
    }
    return this.clock.now() - since;
  }

  /** Called each time that a bucket has been registered, before anything that waits is sent. */
  onRegistered(listener: RegistrationListener): void {
    this.listeners.push(listener);
  }

  /** Resolves when every bucket was tried, also when some are away. Rejects with BucketCountError. */
  async start(): Promise<void> {
    this.timer = this.clock.every(WATCH_MS, () => {
      for (const bucket of this.all) bucket.watch(this.clock.now());
    });
    await Promise.all(this.all.map((bucket) => bucket.start()));
  }

  /**
   * Takes this node out of every bucket, behind all that it has stated there. Resolves when that is confirmed, or after
   * so many milliseconds: where it was not, the node is left to the end of its lease. Then `close` it.
   */
  leave(milliseconds: number): Promise<void> {
    const until = this.clock.now() + milliseconds;
    const leaving = new Set<Bucket>();
    return new Promise((resolve) => {
      const timer = this.clock.every(IDLE_MS, () => {
        const idle = this.all.filter(({ isIdle }) => isIdle);
        const isOver = idle.filter((bucket) => leaving.has(bucket)).length === this.all.length;
        for (const bucket of idle) {
          if (leaving.has(bucket)) continue;
          leaving.add(bucket);
          bucket.leave();
        }
        if (!isOver && this.clock.now() < until) return;
        timer.cancel();
        resolve();
      });
    });
  }

  close(): void {
    this.timer?.cancel();
    for (const bucket of this.all) bucket.close();
  }
}

function randomId(): string {
  return randomBytes(9).toString('hex');
}
