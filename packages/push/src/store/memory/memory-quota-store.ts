import type { Clock } from '@shoal/queue';
import type { QuotaStore } from '../quota-store.js';

interface Allowance {
  used: number;
  /** What each token took: the oldest are forgotten. */
  readonly takings: Map<string, number>;
}

const TAKINGS_KEPT = 10_000;
const DAY_MS = 86_400_000;

/** Daily allowances as this process has used them. */
export class MemoryQuotaStore implements QuotaStore {
  readonly #clock: Clock;
  readonly #allowances = new Map<string, Allowance>();
  #day = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(
    appId: string,
    what: string,
    { wanted, limit, token }: { readonly wanted: number; readonly limit: number; readonly token: string },
  ): Promise<number> {
    const allowance = this.#today(appId, what);
    const known = allowance.takings.get(token);
    if (known !== undefined) return known;
    const taken = Math.max(0, Math.min(wanted, limit - allowance.used));
    allowance.used += taken;
    allowance.takings.set(token, taken);
    const [oldest] = allowance.takings.keys();
    if (allowance.takings.size > TAKINGS_KEPT && oldest !== undefined) allowance.takings.delete(oldest);
    return taken;
  }

  async used(appId: string, what: string): Promise<number> {
    return this.#today(appId, what).used;
  }

  #today(appId: string, what: string): Allowance {
    const day = Math.floor(this.#clock.wall() / DAY_MS);
    if (day !== this.#day) this.#allowances.clear();
    this.#day = day;
    const key = JSON.stringify([appId, what]);
    const allowance = this.#allowances.get(key) ?? { used: 0, takings: new Map() };
    this.#allowances.set(key, allowance);
    return allowance;
  }
}
