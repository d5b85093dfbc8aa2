import type { Clock, Timer } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import type { ChannelParts } from '../channels/channel-parts.js';
import { COMPARED_AT_ONCE, compare } from '../scripts/channels/compare.js';
import type { Announcer } from './announcer.js';

export interface ComparisonParts {
  readonly buckets: BucketSet;
  readonly clock: Clock;
  readonly parts: ChannelParts;
  readonly announcer: Announcer;
}

const EVERY_MS = 3_000;
/** A hint, or the reply of an own transition, mostly comes before that. */
const PATIENCE_MS = 500;

/** Finds changes of lists that nobody announced: hints get lost, and nodes die between a reply and its hint. */
export class Comparison {
  private readonly parts: ComparisonParts;
  /** The version up to which each bucket was compared. */
  private readonly compared = new Map<Bucket, number>();
  private timer: Timer | undefined;

  constructor(parts: ComparisonParts) {
    this.parts = parts;
  }

  start(): void {
    this.timer = this.parts.clock.every(EVERY_MS, () => {
      for (const bucket of this.parts.buckets.all) this.compare(bucket);
    });
  }

  close(): void {
    this.timer?.cancel();
  }

  /** Reads that were under way may have failed: everything is compared. */
  registered(bucket: Bucket): void {
    this.compared.delete(bucket);
    this.compare(bucket);
  }

  private compare(bucket: Bucket): void {
    if (bucket.isAway) return;
    const since = this.compared.get(bucket) ?? 0;
    bucket.ask({ script: compare, args: [String(since)] }).then(
      (reply) => {
        const rows = reply.rows(0, 2);
        const changes = rows.map(([ref = '', version]) => ({ ref, version: Number(version) }));
        this.suspect(bucket, changes);
        const last = changes.at(-1)?.version;
        if (last === undefined || (this.compared.get(bucket) ?? 0) > since) return;
        this.compared.set(bucket, last);
        if (rows.length === COMPARED_AT_ONCE) this.compare(bucket);
      },
      // The bucket is away: it is compared when it has been registered again.
      () => undefined,
    );
  }

  private suspect(bucket: Bucket, changes: readonly { ref: string; version: number }[]): void {
    const { parts, clock, announcer } = this.parts;
    const isBehind = ({ ref, version }: { ref: string; version: number }): boolean =>
      (parts.find(bucket, ref)?.seenVersion ?? Number.POSITIVE_INFINITY) < version;
    const suspects = changes.filter(isBehind);
    if (suspects.length === 0) return;
    clock.after(PATIENCE_MS, () => {
      for (const { ref } of suspects.filter(isBehind)) {
        const part = parts.find(bucket, ref);
        if (part !== undefined) announcer.look(part.channel);
      }
    });
  }
}
