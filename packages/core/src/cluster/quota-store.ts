import type { MaybePromise } from '../maybe-promise.js';

/**
 * Port: connections per app, over all nodes. Counts are absolute per node. While the store is away this node's
 * own count decides.
 */
export interface QuotaStore {
  /**
   * @param count this node's connections of the app, the new one included
   * @param limit over all nodes; absent when unlimited, then it only counts
   * @returns false when the new one is over the limit; nothing was counted then
   */
  admit(appId: string, count: number, limit: number | undefined): MaybePromise<boolean>;
  /** Written behind. */
  release(appId: string, count: number): void;
  /** Rejects with PusherError `backend` while the store is away. */
  count(appId: string): MaybePromise<number>;
}
