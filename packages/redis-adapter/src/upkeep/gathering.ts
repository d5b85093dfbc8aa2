import type { Clock } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import { SWEEP_PATIENCE_MS } from '../buckets/lease.js';
import type { ChannelParts } from '../channels/channel-parts.js';
import type { Announcer } from './announcer.js';

export interface GatheringParts {
  readonly clock: Clock;
  readonly parts: ChannelParts;
  readonly announcer: Announcer;
}

/** Has lists that were read in a young epoch read again, when all who live have had the time to state themselves. */
export class Gathering {
  private readonly parts: GatheringParts;
  private readonly waiting = new Map<Bucket, Set<string>>();

  constructor(parts: GatheringParts) {
    this.parts = parts;
  }

  expect(bucket: Bucket, ref: string): void {
    const waiting = this.waiting.get(bucket);
    if (waiting !== undefined) {
      waiting.add(ref);
      return;
    }
    this.waiting.set(bucket, new Set([ref]));
    this.parts.clock.after(SWEEP_PATIENCE_MS, () => this.settle(bucket));
  }

  private settle(bucket: Bucket): void {
    const { parts, announcer } = this.parts;
    const refs = this.waiting.get(bucket) ?? [];
    this.waiting.delete(bucket);
    for (const ref of refs) {
      const part = parts.find(bucket, ref);
      if (part === undefined) continue;
      part.isPartial = true;
      announcer.look(part.channel);
    }
  }
}
