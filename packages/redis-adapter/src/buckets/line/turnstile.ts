import type { Clock } from '@shoal/core';

export interface TurnstileParts {
  readonly clock: Clock;
  /** Whether what is already on its way leaves room for more. */
  readonly hasRoom: () => boolean;
}

/** Is called when it is its turn, and calls `leave` when the next one may come. */
export type Passage = (leave: () => void) => void;

/** Between two looks. */
const PAUSE_MS = 1;
/** So long after the last one came the next may, whatever keeps it up: nobody is kept out for ever. */
const PATIENCE_MS = 250;

/** Lets those in one by one, each in a turn of its own, of whom all at once would be too much for the event loop. */
export class Turnstile {
  private readonly parts: TurnstileParts;
  private readonly waiting: Passage[] = [];
  private enteredAt = Number.NEGATIVE_INFINITY;
  private inside: Passage | undefined;

  constructor(parts: TurnstileParts) {
    this.parts = parts;
  }

  /** @returns false when it has to wait for its turn */
  enter(passage: Passage): boolean {
    if (this.waiting.length === 0 && this.isOpen()) {
      this.admit(passage);
      return true;
    }
    this.waiting.push(passage);
    if (this.waiting.length === 1) this.lookLater();
    return false;
  }

  private isOpen(): boolean {
    const { clock, hasRoom } = this.parts;
    const since = clock.now() - this.enteredAt;
    return since >= PATIENCE_MS || (since >= PAUSE_MS && this.inside === undefined && hasRoom());
  }

  private admit(passage: Passage): void {
    this.enteredAt = this.parts.clock.now();
    this.inside = passage;
    passage(() => {
      if (this.inside === passage) this.inside = undefined;
    });
  }

  private look(): void {
    const [first] = this.waiting;
    if (first !== undefined && this.isOpen()) {
      this.waiting.shift();
      this.admit(first);
    }
    if (this.waiting.length > 0) this.lookLater();
  }

  private lookLater(): void {
    this.parts.clock.after(PAUSE_MS, () => this.look());
  }
}
