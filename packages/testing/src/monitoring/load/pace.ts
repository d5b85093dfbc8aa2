import { setTimeout as pause } from 'node:timers/promises';

/** Lets players go on at their pace, and holds all of them at a time when none is in the middle of an act. */
export class Pace {
  readonly #milliseconds: number;
  readonly #held: (() => void)[] = [];
  #isHeld = false;
  #players = 0;
  #onHeld: () => void = () => {};

  /** @param milliseconds between two acts of a player */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** One player until it is done; only players are waited for. */
  async play(act: () => Promise<void>): Promise<void> {
    this.#players += 1;
    try {
      await act();
    } finally {
      this.#players -= 1;
      this.#onHeld();
    }
  }

  /** What a player does between two acts. */
  async rest(milliseconds = this.#milliseconds): Promise<void> {
    await pause(milliseconds);
    if (!this.#isHeld) return;
    await new Promise<void>((resolve) => {
      this.#held.push(resolve);
      this.#onHeld();
    });
  }

  /** Resolves when every player rests, until {@link release}. */
  async hold(): Promise<void> {
    this.#isHeld = true;
    await new Promise<void>((resolve) => {
      this.#onHeld = () => {
        if (this.#held.length === this.#players) resolve();
      };
      this.#onHeld();
    });
  }

  release(): void {
    this.#isHeld = false;
    this.#onHeld = () => {};
    for (const goOn of this.#held.splice(0)) goOn();
  }
}
