import type { Clock } from '@shoal/queue';
import { LRUCache } from 'lru-cache';
import type { QuotaStore } from '../quota-store.js';

/** Answers kept, of all apps: a planner asks again within a few minutes or never. */
const ANSWERS_KEPT = 100_000;
const DAY_MS = 86_400_000;

/** Daily allowances as this process has used them. */
export class MemoryQuotaStore implements QuotaStore {
  readonly #clock: Clock;
  /** Of this day. */
  readonly #used = new Map<string, number>();
  readonly #answers = new LRUCache<string, number>({ max: ANSWERS_KEPT });
  #day = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(
    appId: string,
    what: string,
    { wanted, limit, token }: { readonly wanted: number; readonly limit: number; readonly token: string },
  ): Promise<number> {
    const asked = JSON.stringify([appId, what, token]);
    const answered = this.#answers.get(asked);
    if (answered !== undefined) return answered;
    const used = this.#usedToday(appId, what);
    const taken = Math.max(0, Math.min(wanted, limit - used));
    this.#used.set(keyOf(appId, what), used + taken);
    this.#answers.set(asked, taken);
    return taken;
  }

  async used(appId: string, what: string): Promise<number> {
    return this.#usedToday(appId, what);
  }

  #usedToday(appId: string, what: string): number {
    const day = Math.floor(this.#clock.wall() / DAY_MS);
    if (day !== this.#day) this.#used.clear();
    this.#day = day;
    return this.#used.get(keyOf(appId, what)) ?? 0;
  }
}

function keyOf(appId: string, what: string): string {
  return JSON.stringify([appId, what]);
}
