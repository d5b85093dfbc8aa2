import { LRUCache } from 'lru-cache';

/** Payloads that are kept: all devices of a publish get the same one. */
const mostKept = 100;

/** Reads each payload once. What is wrong with one is found again each time. */
export class ParsedPayloads<Parsed extends object> {
  readonly #parse: (payload: string) => Parsed;
  readonly #kept = new LRUCache<string, Parsed>({ max: mostKept });

  constructor(parse: (payload: string) => Parsed) {
    this.#parse = parse;
  }

  /** @throws whatever `parse` throws */
  of(payload: string): Parsed {
    const kept = this.#kept.get(payload);
    if (kept !== undefined) return kept;
    const parsed = this.#parse(payload);
    this.#kept.set(payload, parsed);
    return parsed;
  }
}
