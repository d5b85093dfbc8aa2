import type {
  ClaimReply,
  IdempotencyClaim,
  IdempotencyKey,
  IdempotencyStore,
  RecordedResponse,
} from '../../cluster/idempotency-store.js';
import type { ReplyQueue } from './reply-queue.js';

/** An idempotency store at the other end of a line: every reply waits in a lane, `claim <key>` for example. */
export class DelayedIdempotencyStore implements IdempotencyStore {
  private readonly inner: IdempotencyStore;
  private readonly replies: ReplyQueue;

  constructor(inner: IdempotencyStore, replies: ReplyQueue) {
    this.inner = inner;
    this.replies = replies;
  }

  claim(key: IdempotencyKey, fingerprint: string): Promise<ClaimReply> {
    return this.replies.hold(`claim ${key.key}`, () => this.inner.claim(key, fingerprint));
  }

  renew(claim: IdempotencyClaim): Promise<boolean> {
    return this.replies.hold(`renew ${claim.key}`, () => this.inner.renew(claim));
  }

  record(claim: IdempotencyClaim, response: RecordedResponse): Promise<boolean> {
    return this.replies.hold(`record ${claim.key}`, () => this.inner.record(claim, response));
  }

  release(claim: IdempotencyClaim): Promise<void> {
    return this.replies.hold(`release ${claim.key}`, () => this.inner.release(claim));
  }

  memoryBytes(): number | undefined {
    return this.inner.memoryBytes();
  }
}
