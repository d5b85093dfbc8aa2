/** A line: first in, first out. Taking from it costs the same however long it is. */
export class Fifo<Item> {
  readonly #items: (Item | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): Item | undefined {
    return this.#items[this.#head];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    // Moving the rest is paid for by the items taken since the last time.
    if (this.#head * 2 >= this.#items.length) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Up to `limit` items from the front, which stay. */
  peek(limit: number): Item[] {
    const items: Item[] = [];
    for (let at = this.#head; at < this.#items.length && items.length < limit; at += 1) {
      const item = this.#items[at];
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  clear(): void {
    this.#items.length = 0;
    this.#head = 0;
  }
}
