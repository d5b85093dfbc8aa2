import type { DeadLetter, DeadLetterPage, DeadLetterQuery, DeadLetters } from '../dead-letters.js';
import { isBefore, type LetterPlace, parseCursor, printCursor } from '../letter-place.js';

export interface MemoryDeadLettersOptions {
  /** Default: 10,000. */
  readonly maxPerGroup?: number;
}

/** Dead letters in this process: they end with it. */
export class MemoryDeadLetters<Data> implements DeadLetters<Data> {
  readonly #maxPerGroup: number;
  readonly #groups = new Map<string, Group<Data>>();

  constructor({ maxPerGroup = 10_000 }: MemoryDeadLettersOptions = {}) {
    this.#maxPerGroup = maxPerGroup;
  }

  async add(letter: DeadLetter<Data>): Promise<number> {
    const group = this.#groups.get(letter.group) ?? new Group<Data>();
    this.#groups.set(letter.group, group);
    group.remove(letter.id);
    group.add(letter);
    return group.trim(this.#maxPerGroup);
  }

  async list({ group, topic, cursor, limit }: DeadLetterQuery): Promise<DeadLetterPage<Data>> {
    const before = cursor === undefined ? undefined : parseCursor(cursor);
    const found = this.#groups.get(group)?.newest({ topic, before, limit: limit + 1 }) ?? [];
    const letters = found.slice(0, limit);
    const last = letters.at(-1);
    return found.length > limit && last !== undefined ? { letters, cursor: printCursor(last) } : { letters };
  }

  async find(group: string, id: string): Promise<DeadLetter<Data> | undefined> {
    return this.#groups.get(group)?.find(id);
  }

  async remove(group: string, id: string): Promise<boolean> {
    const letters = this.#groups.get(group);
    const wasThere = letters?.remove(id) ?? false;
    if (letters?.size === 0) this.#groups.delete(group);
    return wasThere;
  }

  async count(): Promise<number> {
    let sum = 0;
    for (const group of this.#groups.values()) sum += group.size;
    return sum;
  }
}

interface Selection {
  readonly topic: string | undefined;
  readonly before: LetterPlace | undefined;
  readonly limit: number;
}

class Group<Data> {
  readonly #byId = new Map<string, DeadLetter<Data>>();
  /** Oldest first. */
  readonly #letters: DeadLetter<Data>[] = [];

  get size(): number {
    return this.#letters.length;
  }

  find(id: string): DeadLetter<Data> | undefined {
    return this.#byId.get(id);
  }

  add(letter: DeadLetter<Data>): void {
    this.#byId.set(letter.id, letter);
    this.#letters.splice(this.#indexOf(letter), 0, letter);
  }

  remove(id: string): boolean {
    const letter = this.#byId.get(id);
    if (letter === undefined) return false;
    this.#byId.delete(id);
    this.#letters.splice(this.#indexOf(letter), 1);
    return true;
  }

  /** Takes out the oldest. @returns how many */
  trim(max: number): number {
    const old = this.#letters.splice(0, Math.max(0, this.#letters.length - max));
    for (const { id } of old) this.#byId.delete(id);
    return old.length;
  }

  newest({ topic, before, limit }: Selection): DeadLetter<Data>[] {
    const found: DeadLetter<Data>[] = [];
    const start = before === undefined ? this.#letters.length : this.#indexOf(before);
    for (let at = start - 1; at >= 0 && found.length < limit; at -= 1) {
      const letter = this.#letters[at];
      if (letter !== undefined && (topic === undefined || letter.topic === topic)) found.push(letter);
    }
    return found;
  }

  /** How many letters stand before a place. */
  #indexOf(place: LetterPlace): number {
    let low = 0;
    let high = this.#letters.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const letter = this.#letters[middle];
      if (letter !== undefined && isBefore(letter, place)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
