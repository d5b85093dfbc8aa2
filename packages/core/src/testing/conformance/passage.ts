import type { FakeClock } from '../fake-clock.js';

type Check = () => void | Promise<void>;

/** How time passes for what is being tested. */
export interface Passage {
  /** Milliseconds: long enough to act within, short enough to wait for. Graces and lifetimes are multiples of it. */
  readonly unit: number;
  /** How many random histories are affordable. */
  readonly runs: number;
  /** Lets time go on until the check stops throwing; throws what it threw last when that takes too long. */
  until(check: Check): Promise<void>;
}

/** Time of a fake clock. */
export function fakePassage(clock: FakeClock): Passage {
  const unit = 1000;
  return {
    unit,
    runs: 100,
    until: (check) => repeat(check, { times: 1000, wait: () => clock.advance(unit / 10) }),
  };
}

/** Real time, for what runs outside this process. Gives up after about five seconds. */
export const realPassage: Passage = {
  unit: 250,
  runs: 15,
  until: (check) =>
    repeat(check, { times: 500, wait: () => new Promise((resolve) => setTimeout(resolve, 10)) }),
};

async function repeat(check: Check, { times, wait }: { times: number; wait: () => void | Promise<void> }) {
  for (let time = 1; ; time += 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (time === times) throw error;
    }
    await wait();
  }
}
