import { setImmediate } from 'node:timers/promises';

/** How long work may keep the event loop before it lets others run. */
const SLICE_MS = 1;

/** Steps that are made before anybody looks at the clock. */
const STEPS_A_LOOK = 64;

/** Cuts long work into slices: `if (slices.isOver()) await slices.next();` after each step. */
export class LoopSlices {
  #end = performance.now() + SLICE_MS;
  #steps = 0;

  isOver(): boolean {
    this.#steps += 1;
    return this.#steps % STEPS_A_LOOK === 0 && performance.now() >= this.#end;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.#end = performance.now() + SLICE_MS;
  }
}
