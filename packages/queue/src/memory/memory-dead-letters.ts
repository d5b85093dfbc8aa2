import type { DeadLetter, DeadLetterPage, DeadLetterQuery, DeadLetters } from '../dead-letters.js';
import { isBefore, type LetterPlace, parseCursor, printCursor } from '../letter-place.js';
import { sizeOf } from './size-of.js';

export interface MemoryDeadLettersOptions {
  /** Default: 10,000. */
  readonly maxPerGroup?: number;
  /** Bytes of all groups, as JSON. Default: 64 MiB; the oldest of the group that has most make room. */
  readonly maxBytes?: number;
}

/** Dead letters in this process: they end with it. */
export class MemoryDeadLetters<Data> implements DeadLetters<Data> {
  readonly #maxPerGroup: number;
  readonly #maxBytes: number;
  readonly #groups = new Map<string, Group<Data>>();

  constructor({ maxPerGroup = 10_000, maxBytes = 64 * 1024 * 1024 }: MemoryDeadLettersOptions = {}) {
    this.#maxPerGroup = maxPerGroup;
    this.#maxBytes = maxBytes;
  }

  async add(letter: DeadLetter<Data>): Promise<number> {
    const group = this.#groups.get(letter.group) ?? new Group<Data>();
    this.#groups.set(letter.group, group);
    group.remove(letter.id);
    group.add(letter);
    const trimmed = group.trim(this.#maxPerGroup);
    return trimmed + this.#makeRoom();
  }

  async list(query: DeadLetterQuery): Promise<DeadLetterPage<Data>> {
    const { group, topic, cursor, limit, order = 'newest' } = query;
    const beyond = cursor === undefined ? undefined : parseCursor(cursor);
    const found = this.#groups.get(group)?.[order]({ topic, beyond, limit: limit + 1 }) ?? [];
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

  async count(topic?: string): Promise<number> {
    let sum = 0;
    for (const group of this.#groups.values()) sum += group.count(topic);
    return sum;
  }

  /** @returns how many letters had to go */
  #makeRoom(): number {
    let gone = 0;
    while (this.#bytes > this.#maxBytes) {
      const [name, largest] = [...this.#groups].reduce((one, other) =>
        other[1].bytes > one[1].bytes ? other : one,
      );
      gone += largest.trim(largest.size - 1);
      if (largest.size === 0) this.#groups.delete(name);
    }
    return gone;
  }

  get #bytes(): number {
    let sum = 0;
    for (const group of this.#groups.values()) sum += group.bytes;
    return sum;
  }
}

interface Selection {
  readonly topic: string | undefined;
  readonly beyond: LetterPlace | undefined;
  readonly limit: number;
}

class Group<Data> {
  readonly #byId = new Map<string, DeadLetter<Data>>();
  /** Oldest first. */
  readonly #letters: DeadLetter<Data>[] = [];
  readonly #sizes = new Map<string, number>();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#letters.length;
  }

  count(topic: string | undefined): number {
    if (topic === undefined) return this.size;
    return this.#letters.filter((letter) => letter.topic === topic).length;
  }

  find(id: string): DeadLetter<Data> | undefined {
    return this.#byId.get(id);
  }

  add(letter: DeadLetter<Data>): void {
    this.#byId.set(letter.id, letter);
    const bytes = sizeOf(letter);
    this.#sizes.set(letter.id, bytes);
    this.#bytes += bytes;
    this.#letters.splice(this.#indexOf(letter), 0, letter);
  }

  remove(id: string): boolean {
    const letter = this.#byId.get(id);
    if (letter === undefined) return false;
    this.#letters.splice(this.#indexOf(letter), 1);
    this.#forget(id);
    return true;
  }

  /** Takes out the oldest. @returns how many */
  trim(max: number): number {
    const old = this.#letters.splice(0, Math.max(0, this.#letters.length - max));
    for (const { id } of old) this.#forget(id);
    return old.length;
  }

  newest({ topic, beyond, limit }: Selection): DeadLetter<Data>[] {
    const found: DeadLetter<Data>[] = [];
    const start = beyond === undefined ? this.#letters.length : this.#indexOf(beyond);
    for (let at = start - 1; at >= 0 && found.length < limit; at -= 1) {
      const letter = this.#letters[at];
      if (letter !== undefined && (topic === undefined || letter.topic === topic)) found.push(letter);
    }
    return found;
  }

  oldest({ topic, beyond, limit }: Selection): DeadLetter<Data>[] {
    const found: DeadLetter<Data>[] = [];
    const start = beyond === undefined ? 0 : this.#indexOf(beyond);
    for (let at = start; at < this.#letters.length && found.length < limit; at += 1) {
      const letter = this.#letters[at];
      if (letter === undefined || (topic !== undefined && letter.topic !== topic)) continue;
      if (beyond === undefined || isBefore(beyond, letter)) found.push(letter);
    }
    return found;
  }

  #forget(id: string): void {
    this.#byId.delete(id);
    this.#bytes -= this.#sizes.get(id) ?? 0;
    this.#sizes.delete(id);
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
