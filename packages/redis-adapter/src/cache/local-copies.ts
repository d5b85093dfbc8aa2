import type { CachedEvent, Clock } from '@shoal/core';
import { LRUCache } from 'lru-cache';
import type { Bucket } from '../buckets/bucket.js';

/** An event as this process keeps it. */
export interface LocalCopy {
  readonly bucket: Bucket;
  readonly ref: string;
  readonly event: CachedEvent;
  /** Monotonic ms. */
  readonly expiresAt: number;
  /** Whether Redis has it: not yet said, said and not confirmed, confirmed. */
  state: 'unsaid' | 'said' | 'stored';
}

export interface LocalCopiesOptions {
  /** Bytes of all events together; the least recently used go first. */
  readonly maxBytes: number;
  readonly clock: Clock;
}

/** Last events that this process has written or read, for when Redis is away or has lost them. */
export class LocalCopies {
  private readonly clock: Clock;
  private readonly copies: LRUCache<string, LocalCopy>;
  private readonly byBucket = new Map<Bucket, Set<string>>();

  constructor({ maxBytes, clock }: LocalCopiesOptions) {
    this.clock = clock;
    this.copies = new LRUCache({
      ttlResolution: 0,
      maxSize: maxBytes,
      sizeCalculation: ({ event }, ref) => 2 * (ref.length + event.name.length + event.data.length) + 300,
      perf: { now: () => clock.now() },
      dispose: ({ bucket }, ref) => this.byBucket.get(bucket)?.delete(ref),
    });
  }

  /** Rough size of everything. */
  get bytes(): number {
    return this.copies.calculatedSize;
  }

  keep(copy: LocalCopy): void {
    const { bucket, ref, expiresAt } = copy;
    const ttl = Math.ceil(expiresAt - this.clock.now());
    if (ttl <= 0) return;
    this.copies.set(ref, copy, { ttl });
    if (!this.copies.has(ref)) return;
    const refs = this.byBucket.get(bucket) ?? new Set<string>();
    this.byBucket.set(bucket, refs.add(ref));
  }

  find(ref: string): LocalCopy | undefined {
    const copy = this.copies.get(ref);
    return copy !== undefined && copy.expiresAt > this.clock.now() ? copy : undefined;
  }

  forget(ref: string): void {
    this.copies.delete(ref);
  }

  in(bucket: Bucket): LocalCopy[] {
    const refs = [...(this.byBucket.get(bucket) ?? [])];
    return refs.flatMap((ref) => this.copies.peek(ref) ?? []);
  }
}
