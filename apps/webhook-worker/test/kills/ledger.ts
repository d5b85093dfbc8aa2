/** What clients know of their visits to one channel: each occupied it, and vacated it again. */
export interface Visits {
  /** Whose subscription was answered. */
  certain: number;
  /** Whose server died before it answered: they have happened or not. */
  possible: number;
}

/** All visits to all channels. */
export class Ledger {
  readonly #visits = new Map<string, Visits>();

  get channels(): ReadonlyMap<string, Readonly<Visits>> {
    return this.#visits;
  }

  note(channel: string, kind: keyof Visits): void {
    const visits = this.#visits.get(channel) ?? { certain: 0, possible: 0 };
    visits[kind] += 1;
    this.#visits.set(channel, visits);
  }

  /** Events that must come. */
  get certainEvents(): number {
    return [...this.#visits.values()].reduce((sum, { certain }) => sum + 2 * certain, 0);
  }
}
