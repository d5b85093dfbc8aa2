import type { QuotaStore } from '../../cluster/quota-store.js';

/** Each node's count of each app. */
export type QuotaParts = Map<string, Map<object, number>>;

/** One node's way to the quotas of a memory cluster. */
export class MemoryQuotaStore implements QuotaStore {
  private readonly parts: QuotaParts;

  constructor(parts: QuotaParts) {
    this.parts = parts;
  }

  admit(appId: string, count: number, limit: number | undefined): boolean {
    const others = this.count(appId) - (this.parts.get(appId)?.get(this) ?? 0);
    if (limit !== undefined && others + count > limit) return false;
    this.parts.set(appId, (this.parts.get(appId) ?? new Map()).set(this, count));
    return true;
  }

  release(appId: string, count: number): void {
    const nodes = this.parts.get(appId);
    if (count > 0) nodes?.set(this, count);
    else nodes?.delete(this);
    if (nodes?.size === 0) this.parts.delete(appId);
  }

  count(appId: string): number {
    return [...(this.parts.get(appId)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }
}
