import type { Clock } from '@shoal/core';
import type { Bucket, Registered } from '../buckets/bucket.js';
import { setConnections } from '../scripts/quotas/set-connections.js';
import type { Tallies, Tally } from './tally.js';

/** The longest that a count waits (ms). */
const BEHIND_MS = 50;
const APPS_AT_ONCE = 100;

/** Writes counts behind, many apps of a bucket in one script. */
export class TallyWriter {
  private readonly clock: Clock;
  private readonly tallies: Tallies;
  private readonly dirty = new Set<Tally>();
  private isScheduled = false;

  constructor(clock: Clock, tallies: Tallies) {
    this.clock = clock;
    this.tallies = tallies;
  }

  /** Says the app's count, if it has to be said, within 50 ms or when its bucket is back. */
  write(tally: Tally): void {
    if (tally.isStated) return;
    this.dirty.add(tally);
    if (this.isScheduled || tally.bucket.isAway) return;
    this.isScheduled = true;
    this.clock.after(BEHIND_MS, () => {
      this.isScheduled = false;
      this.flush([...this.dirty]);
    });
  }

  /** Says at once what waits. */
  flush(tallies: readonly Tally[]): void {
    // A count is not said while somebody is being asked for: the answer would be lost in it, and says it anyway.
    const ready = tallies.filter(
      (tally) => this.dirty.has(tally) && !tally.bucket.isAway && tally.asking.length === 0,
    );
    for (const tally of ready) this.dirty.delete(tally);
    for (const bucket of new Set(ready.map((tally) => tally.bucket))) {
      const ofBucket = ready.filter((tally) => tally.bucket === bucket);
      this.state(bucket, ofBucket, undefined);
    }
  }

  /** A bucket does not know this node any more: everything is said again, in place of what it had before. */
  registered(bucket: Bucket, { isNew, formerIds }: Registered): void {
    const tallies = this.tallies.in(bucket);
    if (isNew) this.state(bucket, tallies, formerIds);
    else for (const tally of tallies) this.write(tally);
  }

  private state(bucket: Bucket, tallies: readonly Tally[], formerIds: readonly string[] | undefined): void {
    for (let from = 0; from < tallies.length; from += APPS_AT_ONCE) {
      this.stateSome(bucket, tallies.slice(from, from + APPS_AT_ONCE), formerIds);
    }
  }

  private stateSome(
    bucket: Bucket,
    tallies: readonly Tally[],
    formerIds: readonly string[] | undefined,
  ): void {
    let said: number[] = [];
    const args = (): string[] => {
      said = tallies.map(({ held }) => held);
      const counts = tallies.flatMap(({ ref, held }) => [ref, String(held)]);
      return [String(formerIds?.length ?? 0), ...(formerIds ?? []), ...counts];
    };
    const statement = { script: setConnections, args, isAssertion: formerIds !== undefined };
    bucket.state(statement).then(
      (reply) => {
        if (reply === undefined) return;
        for (const [at, tally] of tallies.entries()) this.written(tally, said[at]);
      },
      // The store is closed, or the script is at fault: the next change says it again.
      () => undefined,
    );
  }

  private written(tally: Tally, count: number | undefined): void {
    tally.stated = count;
    this.write(tally);
    if (tally.said === 0 && !this.dirty.has(tally)) this.tallies.forget(tally);
  }
}
