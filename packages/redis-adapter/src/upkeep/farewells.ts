import type { Clock } from '@shoal/core';
import type { Bucket, Registered } from '../buckets/bucket.js';
import type { Statement } from '../buckets/command.js';
import type { Announcer } from './announcer.js';

export interface FarewellParts {
  readonly clock: Clock;
  readonly announcer: Announcer;
}

interface Farewell {
  readonly statement: Statement;
  readonly endsAt: number;
}

/**
 * Leaves whose webhook is still in its grace. That lives in Redis alone: a failover may lose it, and nobody else
 * knows that endpoints are to be told. In a new epoch they are said again; where nothing was lost that says nothing.
 */
export class Farewells {
  private readonly parts: FarewellParts;
  private readonly byBucket = new Map<Bucket, Map<string, Farewell>>();

  constructor(parts: FarewellParts) {
    this.parts = parts;
  }

  /** @param subject channel, or channel and user. @param grace milliseconds */
  add(bucket: Bucket, subject: string, { statement, grace }: { statement: Statement; grace: number }): void {
    const now = this.parts.clock.now();
    const ofBucket = this.byBucket.get(bucket) ?? new Map<string, Farewell>();
    this.byBucket.set(bucket, ofBucket);
    // A second leave without a join in between that was heard: the first one knows the epoch.
    const known = ofBucket.get(subject)?.statement ?? statement;
    ofBucket.delete(subject);
    ofBucket.set(subject, { statement: known, endsAt: now + 2 * grace });
    // Oldest first: whatever is over is in front.
    for (const [key, { endsAt }] of ofBucket) {
      if (endsAt > now) break;
      ofBucket.delete(key);
    }
  }

  /** Who comes back has not left. */
  cancel(bucket: Bucket, subject: string): void {
    this.byBucket.get(bucket)?.delete(subject);
  }

  /** To be called before anything is asserted: under the new id these leaves can take nobody out. */
  registered(bucket: Bucket, { isNew, from }: Registered): void {
    const farewells = [...(this.byBucket.get(bucket)?.values() ?? [])];
    if (!isNew || from === undefined) return;
    const { clock, announcer } = this.parts;
    for (const { statement, endsAt } of farewells) {
      if (endsAt <= clock.now()) continue;
      bucket.state(statement).then(
        (reply) => {
          if (reply !== undefined) announcer.transition(bucket, reply);
        },
        // The store is closed.
        () => undefined,
      );
    }
  }
}
