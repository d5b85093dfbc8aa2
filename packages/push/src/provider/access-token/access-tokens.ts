import { LRUCache } from 'lru-cache';

/** What a token endpoint has granted. */
export interface AccessToken {
  readonly token: string;
  /** Milliseconds that it is good for, from now on. */
  readonly validFor: number;
}

const KEPT = 10_000;
/** A token is not used in its last minutes, or its last tenth when it is short-lived: requests take time. */
const SAFETY_MS = 5 * 60_000;

/**
 * Access tokens by credential. Whoever comes while one is being fetched waits for the same one, so that a batch costs one
 * request. What failed is not remembered.
 */
export class AccessTokens {
  readonly #tokens: LRUCache<string, Promise<AccessToken>>;

  /** @param now monotonic milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#tokens = new LRUCache({ max: KEPT, ttlResolution: 0, perf: { now } });
  }

  /** @throws whatever `fetch` throws */
  async get(key: string, fetch: () => Promise<AccessToken>): Promise<string> {
    const { token } = await (this.#tokens.get(key) ?? this.#fetch(key, fetch));
    return token;
  }

  /** A token that was refused. Does nothing when there is another one by now. */
  async drop(key: string, token: string): Promise<void> {
    const known = this.#tokens.peek(key);
    const isThat = await known?.then(
      (current) => current.token === token,
      () => false,
    );
    if (isThat && this.#tokens.peek(key) === known) this.#tokens.delete(key);
  }

  #fetch(key: string, fetch: () => Promise<AccessToken>): Promise<AccessToken> {
    const fetched = fetch();
    this.#tokens.set(key, fetched);
    fetched.then(
      ({ validFor }) => this.#keep(key, fetched, validFor - Math.min(SAFETY_MS, validFor / 10)),
      () => this.#keep(key, fetched, 0),
    );
    return fetched;
  }

  #keep(key: string, fetched: Promise<AccessToken>, milliseconds: number): void {
    if (this.#tokens.peek(key) !== fetched) return;
    if (milliseconds >= 1) this.#tokens.set(key, fetched, { ttl: milliseconds });
    else this.#tokens.delete(key);
  }
}
