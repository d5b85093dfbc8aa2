import { SortedKeys } from '../sorted-keys.js';

/** Sorted keys under names. A name without keys is forgotten. */
export class KeyIndex {
  readonly names = new SortedKeys();
  readonly #keys = new Map<string, SortedKeys>();

  add(name: string, key: string): void {
    const keys = this.#keys.get(name) ?? new SortedKeys();
    this.#keys.set(name, keys);
    this.names.add(name);
    keys.add(key);
  }

  delete(name: string, key: string): void {
    const keys = this.#keys.get(name);
    keys?.delete(key);
    if (keys?.size !== 0) return;
    this.#keys.delete(name);
    this.names.delete(name);
  }

  of(name: string): SortedKeys {
    return this.#keys.get(name) ?? new SortedKeys();
  }
}
