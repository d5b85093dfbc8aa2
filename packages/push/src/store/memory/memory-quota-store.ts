import type { Clock } from '@shoal/queue';
import { LRUCache } from 'lru-cache';
import type { QuotaStore, QuotaTaking } from '../quota-store.js';

/** Tokens kept, of all apps: a planner asks again within a few minutes or never. */
const TOKENS_KEPT = 100_000;
const DAY_MS = 86_400_000;

/** What a token has taken. It takes no more when it got less than it wanted, or was settled. */
interface Taken {
  readonly day: number;
  readonly amount: number;
  readonly isFinal: boolean;
}

/** Daily allowances as this process has used them. */
export class MemoryQuotaStore implements QuotaStore {
  readonly #clock: Clock;
  /** Of the day of the last question, and of the one before. */
  readonly #used = new Map<string, number>();
  readonly #tokens = new LRUCache<string, Taken>({ max: TOKENS_KEPT });
  #day = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(appId: string, what: string, { wanted, limit, token }: QuotaTaking): Promise<number> {
    const name = JSON.stringify([appId, what, token]);
    const { day, amount, isFinal } = this.#tokens.get(name) ?? this.#nothing();
    if (isFinal || amount >= wanted) return Math.min(amount, wanted);
    const key = keyOf(day, appId, what);
    const used = this.#used.get(key) ?? 0;
    const more = Math.max(0, Math.min(wanted - amount, limit - used));
    this.#used.set(key, used + more);
    this.#tokens.set(name, { day, amount: amount + more, isFinal: amount + more < wanted });
    return amount + more;
  }

  async settle(
    appId: string,
    what: string,
    { token, used }: { readonly token: string; readonly used: number },
  ): Promise<void> {
    const name = JSON.stringify([appId, what, token]);
    const { day, amount } = this.#tokens.get(name) ?? this.#nothing();
    const kept = Math.min(amount, used);
    const key = keyOf(day, appId, what);
    this.#used.set(key, (this.#used.get(key) ?? 0) - (amount - kept));
    this.#tokens.set(name, { day, amount: kept, isFinal: true });
  }

  async used(appId: string, what: string): Promise<number> {
    return this.#used.get(keyOf(this.#today(), appId, what)) ?? 0;
  }

  #nothing(): Taken {
    return { day: this.#today(), amount: 0, isFinal: false };
  }

  #today(): number {
    const day = Math.floor(this.#clock.wall() / DAY_MS);
    if (day === this.#day) return day;
    this.#day = day;
    for (const key of this.#used.keys()) if (dayOf(key) < day - 1) this.#used.delete(key);
    return day;
  }
}

function keyOf(day: number, appId: string, what: string): string {
  return `${day} ${JSON.stringify([appId, what])}`;
}

function dayOf(key: string): number {
  return Number(key.slice(0, key.indexOf(' ')));
}
