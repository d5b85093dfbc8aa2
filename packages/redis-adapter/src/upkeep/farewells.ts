import type { Clock } from '@shoal/core';
import type { Bucket, Registered } from '../buckets/bucket.js';
import type { Statement } from '../buckets/command.js';
import { UNSAFE_MS } from '../outbox/claim-times.js';
import type { Announcer } from './announcer.js';
import { RecentSubjects } from './recent-subjects.js';

export interface FarewellParts {
  readonly clock: Clock;
  readonly announcer: Announcer;
  /** Milliseconds of grace before a leave is recorded. */
  readonly grace: number;
}

/**
 * Leaves whose webhook is still in its grace, or in the outbox. Both live in Redis alone: a failover may lose them, and
 * nobody else knows that endpoints are to be told. In a new epoch they are said again: what was told already may come
 * again, under a new id.
 */
export class Farewells {
  private readonly announcer: Announcer;
  private readonly recent: RecentSubjects<Statement>;

  constructor({ clock, announcer, grace }: FarewellParts) {
    this.announcer = announcer;
    this.recent = new RecentSubjects(clock, 2 * grace + UNSAFE_MS);
  }

  /** @param subject channel, or channel and user. @param epoch in which it was known to be there, or empty */
  add(bucket: Bucket, subject: string, { statement, epoch }: { statement: Statement; epoch: string }): void {
    // A second leave without a join in between that was sent: the first one knows the epoch.
    const known = epoch === '' ? this.find(bucket, subject) : undefined;
    this.recent.set(bucket, subject, known ?? statement);
  }

  find(bucket: Bucket, subject: string): Statement | undefined {
    return this.recent.get(bucket, subject);
  }

  /** Who comes back has not left. */
  cancel(bucket: Bucket, subject: string): void {
    this.recent.delete(bucket, subject);
  }

  /** To be called before anything is asserted: under the new id these leaves can take nobody out. */
  registered(bucket: Bucket, { isNew, from }: Registered): void {
    if (!isNew || from === undefined) return;
    for (const statement of this.recent.all(bucket)) {
      bucket.state(statement).then(
        (reply) => {
          if (reply !== undefined) this.announcer.transition(bucket, reply);
        },
        // The store is closed.
        () => undefined,
      );
    }
  }
}
