import type { QuotaStore } from '../../cluster/quota-store.js';
import type { ReplyQueue } from './reply-queue.js';

/** A quota store at the other end of a line: every reply waits in the lane `quota <app id>`. */
export class DelayedQuotaStore implements QuotaStore {
  private readonly inner: QuotaStore;
  private readonly replies: ReplyQueue;

  constructor(inner: QuotaStore, replies: ReplyQueue) {
    this.inner = inner;
    this.replies = replies;
  }

  admit(appId: string, count: number, limit: number | undefined): Promise<boolean> {
    return this.replies.hold(`quota ${appId}`, () => this.inner.admit(appId, count, limit));
  }

  release(appId: string, count: number): void {
    this.inner.release(appId, count);
  }

  count(appId: string): Promise<number> {
    return this.replies.hold(`quota ${appId}`, () => this.inner.count(appId));
  }
}
