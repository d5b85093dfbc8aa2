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
    const others = this.count(appId) - (this.nodesOf(appId).get(this) ?? 0);
    if (limit !== undefined && others + count > limit) return false;
    this.nodesOf(appId).set(this, count);
    return true;
  }

  release(appId: string, count: number): void {
    this.nodesOf(appId).set(this, count);
  }

  count(appId: string): number {
    return [...this.nodesOf(appId).values()].reduce((sum, count) => sum + count, 0);
  }

  private nodesOf(appId: string): Map<object, number> {
    const known = this.parts.get(appId) ?? new Map<object, number>();
    this.parts.set(appId, known);
    return known;
  }
}
