/** A set of strings in their order, for pages. Adding at the end costs nothing; elsewhere what comes after is moved. */
export class SortedKeys {
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#keys.values();
  }

  has(key: string): boolean {
    return this.#keys[this.#indexOf(key)] === key;
  }

  add(key: string): void {
    const index = this.#indexOf(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.#indexOf(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  /** At most `limit` keys, from the first one behind `after` on. */
  page(limit: number, after: string | undefined): readonly string[] {
    const index = after === undefined ? 0 : this.#indexOf(after);
    const start = after !== undefined && this.#keys[index] === after ? index + 1 : index;
    return this.#keys.slice(start, start + limit);
  }

  /** Where the key stands, or would stand. */
  #indexOf(key: string): number {
    const last = this.#keys.at(-1);
    if (last !== undefined && last < key) return this.#keys.length;
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] ?? '') < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
