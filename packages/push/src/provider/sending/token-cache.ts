import { LRUCache } from 'lru-cache';
import { SendRefusedError } from './send-refused-error.js';

/** A token that was made, and the milliseconds from now for which it is to be used. */
export interface MintedToken {
  readonly token: string;
  readonly usableFor: number;
}

export type Mint = () => Promise<MintedToken>;

interface Entry {
  readonly token: Promise<string>;
  /** When it is there. */
  known?: string;
  /** Milliseconds since 1970. */
  endsAt: number;
  /** Since when it stands in place of one that was refused. */
  readonly replacedAt?: number;
}

export interface TokenCacheOptions {
  /** Tokens that are kept; those that were used last stay. */
  readonly capacity: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Milliseconds for which a credential that gets no token is not tried again. */
const refusalLasts = 10_000;
/** Milliseconds before a replacement is itself replaced: a provider that refuses both means the credential. */
const replacementLasts = 60_000;

/** Tokens by key, each made once at a time, however many sends wait for it. */
export class TokenCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #now: () => number;

  constructor({ capacity, now }: TokenCacheOptions) {
    this.#entries = new LRUCache({ max: capacity });
    this.#now = now;
  }

  /** The token that {@link get} would give, if nobody has to wait for it. */
  peek(key: string): string | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.endsAt > this.#now() ? entry.known : undefined;
  }

  /** @throws whatever `mint` throws; a SendRefusedError that nothing will change also for 10 s after it */
  get(key: string, mint: Mint): Promise<string> {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.endsAt > this.#now() ? entry.token : this.#mint(key, mint);
  }

  /**
   * Another token than the one that was refused. Undefined when that one is itself such a replacement, and younger than
   * a minute: another one would be refused too.
   */
  async replace(key: string, refused: string, mint: Mint): Promise<string | undefined> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return await this.#mint(key, mint);
    if ((await entry.token) !== refused) return await this.get(key, mint);
    const { replacedAt = 0 } = entry;
    if (replacedAt > this.#now() - replacementLasts) return undefined;
    // Whoever came first while we waited has made it.
    if (this.#entries.get(key) !== entry) return await this.get(key, mint);
    return await this.#mint(key, mint, { replacedAt: this.#now() });
  }

  #mint(key: string, mint: Mint, replacement: { readonly replacedAt?: number } = {}): Promise<string> {
    const minted = mint();
    const entry: Entry = { token: minted.then(({ token }) => token), endsAt: Infinity, ...replacement };
    this.#entries.set(key, entry);
    void minted.then(
      ({ token, usableFor }) => {
        entry.known = token;
        this.#end(entry, usableFor);
      },
      (error: unknown) => this.#end(entry, isFinal(error) ? refusalLasts : 0),
    );
    return entry.token;
  }

  #end(entry: Entry, milliseconds: number): void {
    entry.endsAt = this.#now() + milliseconds;
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof SendRefusedError && error.refusal.kind === 'rejected';
}
