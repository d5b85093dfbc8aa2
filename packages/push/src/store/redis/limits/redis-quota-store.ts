import { type Clock, systemClock } from '@shoal/queue';
import type { RedisLink } from '@shoal/queue/redis';
import type { QuotaStore, QuotaTaking } from '../../quota-store.js';
import { appBase } from '../keys.js';
import { settleQuota } from './settle-quota.js';
import { takeQuota } from './take-quota.js';

export interface RedisQuotaStoreOptions {
  readonly link: RedisLink;
  /** What all keys begin with. Each app adds a hash tag of its own. */
  readonly prefix: string;
  readonly clock?: Clock;
}

/** Daily allowances in Redis. A token is known for an hour. */
export class RedisQuotaStore implements QuotaStore {
  readonly #link: RedisLink;
  readonly #prefix: string;
  readonly #clock: Clock;

  constructor({ link, prefix, clock = systemClock }: RedisQuotaStoreOptions) {
    this.#link = link;
    this.#prefix = prefix;
    this.#clock = clock;
  }

  async take(appId: string, what: string, { wanted, limit, token }: QuotaTaking): Promise<number> {
    const args = [what, this.#day, token, wanted, limit];
    return Number(await this.#link.script(takeQuota, [appBase(this.#prefix, appId)], args));
  }

  async settle(
    appId: string,
    what: string,
    { token, used }: { readonly token: string; readonly used: number },
  ): Promise<void> {
    await this.#link.script(settleQuota, [appBase(this.#prefix, appId)], [what, this.#day, token, used]);
  }

  async used(appId: string, what: string): Promise<number> {
    const key = `${appBase(this.#prefix, appId)}quota:${this.#day}:${what}`;
    return Number(await this.#link.run((client) => client.get(key)));
  }

  /** The day of UTC, as in `2026-01-31`. */
  get #day(): string {
    return new Date(this.#clock.wall()).toISOString().slice(0, 10);
  }
}
