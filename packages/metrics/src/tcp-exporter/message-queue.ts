/** Whole messages in the order in which they came, at most so many: a full queue forgets the oldest. */
export class MessageQueue {
  readonly #capacity: number;
  readonly #slots: (Buffer | undefined)[] = [];
  #first = 0;
  #size = 0;

  /** @param capacity in messages, at least 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size === this.#capacity;
  }

  /** @returns whether the oldest had to go */
  push(message: Buffer): boolean {
    const drops = this.isFull;
    if (drops) this.shift();
    this.#slots[(this.#first + this.#size) % this.#capacity] = message;
    this.#size += 1;
    return drops;
  }

  shift(): Buffer | undefined {
    if (this.#size === 0) return undefined;
    const message = this.#slots[this.#first];
    this.#slots[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#capacity;
    this.#size -= 1;
    return message;
  }
}
