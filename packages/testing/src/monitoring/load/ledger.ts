import type { Labels } from '../../metrics-scrape.js';

/** What a number of one series may be now. */
export interface Bounds {
  /** Of what has certainly been counted. */
  readonly least: number;
  /** With what is under way and may have been counted. Infinite where nobody can know before it has come. */
  readonly most: number;
}

/** So much of one series of one process. */
export interface Amount {
  /** Name in the ledger of the process that counts it. */
  readonly process: string;
  /** Of the metric, without the prefix; `…_count` of a histogram. */
  readonly name: string;
  readonly labels: Labels;
  readonly amount: number;
}

interface Effect extends Amount {
  readonly isLate: boolean;
}

/** What one act makes processes count, gathered before it begins. */
export class Effects {
  readonly all: Effect[];
  readonly #process: string;

  constructor(process = '', all: Effect[] = []) {
    this.#process = process;
    this.all = all;
  }

  /** The same effects, to go on with those on one process. */
  at(process: string): Effects {
    return new Effects(process, this.all);
  }

  /** Counted by the time that the act is seen to be done. */
  add(name: string, labels: Labels = {}, amount = 1): this {
    return this.#add({ process: this.#process, name, labels, amount, isLate: false });
  }

  /** Counted a moment after. */
  addLate(name: string, labels: Labels = {}, amount = 1): this {
    return this.#add({ process: this.#process, name, labels, amount, isLate: true });
  }

  #add(effect: Effect): this {
    if (effect.amount > 0) this.all.push(effect);
    return this;
  }
}

interface Entry {
  readonly process: string;
  readonly name: string;
  readonly labels: Labels;
  least: number;
  most: number;
  /** Grows by what comes: there may be more than that. */
  isOpen: boolean;
}

/**
 * What a load has done, as the metrics of each process should tell it: kept by whoever acts, before and after every
 * act. Between the acts all numbers are exact; meanwhile they have bounds.
 */
export class Ledger {
  readonly #entries = new Map<string, Entry>();

  /** @returns what `act` does. When it fails the bounds stay apart, and {@link settle} must not be called. */
  async perform<T>(effects: Effects, act: () => Promise<T>): Promise<T> {
    for (const { amount, ...series } of effects.all) this.#entryOf(series).most += amount;
    const result = await act();
    for (const { amount, isLate, ...series } of effects.all) {
      if (!isLate) this.#entryOf(series).least += amount;
    }
    return result;
  }

  /** Something came that proves that a process has counted so much, which nobody could plan. */
  came({ amount, ...series }: Amount): void {
    const entry = this.#entryOf(series);
    entry.isOpen = true;
    entry.least += amount;
    entry.most += amount;
  }

  /** Something is on its way that a process will count so much. */
  went({ amount, ...series }: Amount): void {
    this.#entryOf(series).most += amount;
  }

  /** A process counts so much by now or in a moment, which was known too late to plan. */
  learned({ amount, ...series }: Amount): void {
    const entry = this.#entryOf(series);
    entry.isOpen = true;
    entry.most += amount;
  }

  /** Everything has come to rest: what was late has been counted too. */
  settle(): void {
    for (const entry of this.#entries.values()) entry.least = entry.most;
  }

  /** What a series of a process may be now. */
  boundsOf(process: string, name: string, labels: Labels): Bounds {
    return new LedgerReading(this.#entries).boundsOf(process, name, labels);
  }

  /** A copy, to be compared with what a process tells a moment later. */
  read(): LedgerReading {
    const copies = [...this.#entries].map(([key, entry]) => [key, { ...entry }] as const);
    return new LedgerReading(new Map(copies));
  }

  /** What a series of a process is at rest. */
  valueOf(process: string, name: string, labels: Labels): number {
    return this.#entries.get(keyOf(process, name, labels))?.most ?? 0;
  }

  /** The sum at rest over processes and over labels that are not named. */
  sum(name: string, labels: Labels = {}): number {
    const matching = [...this.#entries.values()].filter(
      (entry) =>
        entry.name === name &&
        Object.entries(labels).every(([label, value]) => entry.labels[label] === value),
    );
    return matching.reduce((total, { most }) => total + most, 0);
  }

  /** Every series that something was entered for. */
  series(process: string): readonly { readonly name: string; readonly labels: Labels }[] {
    return [...this.#entries.values()].filter((entry) => entry.process === process);
  }

  #entryOf({ process, name, labels }: Pick<Entry, 'process' | 'name' | 'labels'>): Entry {
    const key = keyOf(process, name, labels);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry = { process, name, labels, least: 0, most: 0, isOpen: false };
    this.#entries.set(key, entry);
    return entry;
  }
}

/** The ledger as it was at one moment. */
export class LedgerReading {
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(entries: ReadonlyMap<string, Entry>) {
    this.#entries = entries;
  }

  /** What a series of a process may have been at that moment. */
  boundsOf(process: string, name: string, labels: Labels): Bounds {
    const entry = this.#entries.get(keyOf(process, name, labels));
    if (entry === undefined) return { least: 0, most: 0 };
    return { least: entry.least, most: entry.isOpen ? Number.POSITIVE_INFINITY : entry.most };
  }
}

function keyOf(process: string, name: string, labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${process} ${name} ${JSON.stringify(pairs)}`;
}
