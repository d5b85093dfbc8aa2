/** How often something was sent to, and how often it was taken. */
export interface TokenCount {
  requests: number;
  accepted: number;
}

/** Numbers for each device token: about 150 bytes for each, whatever is sent. */
export class TokenCounts {
  readonly #counts = new Map<string, TokenCount>();
  readonly #totals = { requests: 0, accepted: 0, invalid: 0, reached: 0 };

  add(token: string, isAccepted: boolean): void {
    const count = this.#counts.get(token) ?? { requests: 0, accepted: 0 };
    if (count.requests === 0) this.#counts.set(token, count);
    count.requests += 1;
    this.#totals.requests += 1;
    if (!isAccepted) return;
    if (count.accepted === 0) this.#totals.reached += 1;
    count.accepted += 1;
    this.#totals.accepted += 1;
  }

  /** A request that the real service would refuse, whatever the device. */
  addInvalid(): void {
    this.#totals.requests += 1;
    this.#totals.invalid += 1;
  }

  of(token: string): Readonly<TokenCount> {
    return this.#counts.get(token) ?? { requests: 0, accepted: 0 };
  }

  entries(): Iterable<readonly [string, Readonly<TokenCount>]> {
    return this.#counts.entries();
  }

  get totals(): Totals {
    const distinct = this.#counts.size;
    return { ...this.#totals, distinct };
  }
}

export interface Totals {
  readonly requests: number;
  readonly accepted: number;
  readonly invalid: number;
  /** Tokens that valid requests were for. */
  readonly distinct: number;
  /** Of these, those for which one was taken. What was accepted beyond them came twice. */
  readonly reached: number;
}
