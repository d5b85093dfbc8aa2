import type { Clock } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';

/** A channel, or a user in it. */
export function subjectOf(ref: string, key = ''): string {
  return `${ref}\0${key}`;
}

interface Entry<T> {
  readonly value: T;
  readonly endsAt: number;
}

/** What happened to channels and users lately, by bucket; all of it is kept for the same time. */
export class RecentSubjects<T> {
  private readonly clock: Clock;
  private readonly lifetime: number;
  private readonly byBucket = new Map<Bucket, Map<string, Entry<T>>>();

  /** @param lifetime milliseconds */
  constructor(clock: Clock, lifetime: number) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  set(bucket: Bucket, subject: string, value: T): void {
    const now = this.clock.now();
    const ofBucket = this.byBucket.get(bucket) ?? new Map<string, Entry<T>>();
    this.byBucket.set(bucket, ofBucket);
    ofBucket.delete(subject);
    ofBucket.set(subject, { value, endsAt: now + this.lifetime });
    // Oldest first: whatever is over is in front.
    for (const [key, { endsAt }] of ofBucket) {
      if (endsAt > now) break;
      ofBucket.delete(key);
    }
  }

  get(bucket: Bucket, subject: string): T | undefined {
    const entry = this.byBucket.get(bucket)?.get(subject);
    return entry !== undefined && entry.endsAt > this.clock.now() ? entry.value : undefined;
  }

  delete(bucket: Bucket, subject: string): void {
    this.byBucket.get(bucket)?.delete(subject);
  }

  /** Oldest first. */
  all(bucket: Bucket): readonly T[] {
    const now = this.clock.now();
    const entries = [...(this.byBucket.get(bucket)?.values() ?? [])];
    return entries.filter(({ endsAt }) => endsAt > now).map(({ value }) => value);
  }
}
