import { setImmediate } from 'node:timers/promises';

/** How long work may keep the event loop before it lets others run. */
const SLICE_MS = 1;

/** Cuts long work into slices: `if (slices.isOver()) await slices.next();` after each step. */
export class LoopSlices {
  readonly #stepsALook: number;
  #end = performance.now() + SLICE_MS;
  #steps = 0;

  /** @param stepsALook steps that are made before anybody looks at the clock: many where each is short */
  constructor(stepsALook = 1) {
    this.#stepsALook = stepsALook;
  }

  isOver(): boolean {
    this.#steps += 1;
    return this.#steps % this.#stepsALook === 0 && performance.now() >= this.#end;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.#end = performance.now() + SLICE_MS;
  }
}
