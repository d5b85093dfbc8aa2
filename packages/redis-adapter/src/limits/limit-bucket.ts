import type { Query } from '../buckets/command.js';
import type { ScriptReply } from '../buckets/script-reply.js';

/** What counting together needs of a bucket. */
export interface LimitBucket {
  /** Rejects while the bucket is away. */
  ask(query: Query): Promise<ScriptReply>;
}

/** What counting together needs of a bucket set. */
export interface LimitBuckets {
  readonly all: readonly LimitBucket[];
  of(owner: string): LimitBucket;
  onRegistered(listener: (bucket: LimitBucket) => void): void;
}
