import type { FakeClock } from './fake-clock.js';

type Check = () => void | Promise<void>;

/** How time passes for what is being tested. */
export interface Passage {
  /** Milliseconds by the clock that is being used. */
  now(): number;
  /** Lets time go on until the check stops throwing; throws what it threw last when that takes too long. */
  until(check: Check): Promise<void>;
}

/** Time of a fake clock: up to 100 s pass. */
export function fakePassage(clock: FakeClock): Passage {
  return {
    now: () => clock.now(),
    until: (check) => repeat(check, { times: 1_000, wait: () => clock.advance(100) }),
  };
}

/** Real time, for what runs outside this process. */
export function realPassage(seconds = 10): Passage {
  const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 10));
  return {
    now: () => performance.now(),
    until: (check) => {
      const end = performance.now() + seconds * 1_000;
      return repeat(check, { times: () => performance.now() < end, wait });
    },
  };
}

interface Repetition {
  readonly times: number | (() => boolean);
  wait(): Promise<void>;
}

async function repeat(check: Check, { times, wait }: Repetition): Promise<void> {
  for (let time = 1; ; time += 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (typeof times === 'number' ? time >= times : !times()) throw error;
    }
    await wait();
  }
}
