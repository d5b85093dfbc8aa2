import type { QuotaStore } from '../cluster/quota-store.js';

/** Connections per app of a node that is alone. */
export class LocalQuotaStore implements QuotaStore {
  private readonly counts = new Map<string, number>();

  admit(appId: string, count: number, limit: number | undefined): boolean {
    if (limit !== undefined && count > limit) return false;
    this.counts.set(appId, count);
    return true;
  }

  release(appId: string, count: number): void {
    if (count === 0) this.counts.delete(appId);
    else this.counts.set(appId, count);
  }

  count(appId: string): number {
    return this.counts.get(appId) ?? 0;
  }
}
