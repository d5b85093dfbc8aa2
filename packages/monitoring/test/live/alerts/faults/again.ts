import { setTimeout as pause } from 'node:timers/promises';

/** Does something again and again until it is disposed of. @throws, when it is, what the act has failed with */
export function again(everyMs: number, act: () => Promise<unknown>): AsyncDisposable {
  const abort = new AbortController();
  const acting = (async () => {
    while (!abort.signal.aborted) {
      await act();
      // It is rejected when it is aborted, which is no failure.
      await pause(everyMs, undefined, abort).catch(() => {});
    }
  })();
  // Whoever disposes of it hears of it.
  acting.catch(() => {});
  return {
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      await acting;
    },
  };
}

/** The parts as one, which ends the last of them first. */
export function together(...parts: readonly AsyncDisposable[]): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      for (const part of [...parts].reverse()) await part[Symbol.asyncDispose]();
    },
  };
}
