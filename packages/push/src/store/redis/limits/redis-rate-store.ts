import { type Clock, systemClock } from '@shoal/queue';
import type { RedisLink } from '@shoal/queue/redis';
import type { Rate, RateStore } from '../../rate-store.js';
import { appBase } from '../keys.js';
import { takeTokens } from './take-tokens.js';

export interface RedisRateStoreOptions {
  readonly link: RedisLink;
  /** What all keys begin with. Each app adds a hash tag of its own. */
  readonly prefix: string;
  readonly clock?: Clock;
}

/** Token buckets in Redis, refilled by the clocks of those who take. */
export class RedisRateStore implements RateStore {
  readonly #link: RedisLink;
  readonly #prefix: string;
  readonly #clock: Clock;

  constructor({ link, prefix, clock = systemClock }: RedisRateStoreOptions) {
    this.#link = link;
    this.#prefix = prefix;
    this.#clock = clock;
  }

  async take(
    appId: string,
    what: string,
    { capacity, refillPerSecond, tokens }: Rate & { readonly tokens: number },
  ): Promise<number> {
    const args = [what, capacity, refillPerSecond, tokens, this.#clock.wall()];
    return Number(await this.#link.script(takeTokens, [appBase(this.#prefix, appId)], args));
  }
}
