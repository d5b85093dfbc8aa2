import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long to try, in milliseconds. */
  readonly withinMs?: number;
  /** Pause between two tries, in milliseconds. */
  readonly everyMs?: number;
  /** What is awaited, for the failure text. */
  readonly what?: string;
}

/** Thrown by a probe to say that it can never succeed: {@link eventually} fails at once. */
export class GiveUpError extends Error {
  override readonly name = 'GiveUpError';
}

/**
 * Tries `probe` until it neither throws nor answers `false`, and returns its answer. A test awaits a condition
 * with it instead of guessing a duration.
 *
 * @throws Error after `withinMs` (5000), with the last failure as its cause; GiveUpError as soon as the probe does
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  options: EventuallyOptions = {},
): Promise<Exclude<T, false>> {
  const { withinMs = 5_000, everyMs = 20, what = 'the condition' } = options;
  const deadline = performance.now() + withinMs;
  let last: unknown;
  do {
    const remaining = Math.max(1, deadline - performance.now());
    try {
      const answer = await within(remaining, Promise.resolve(probe()), 'the probe has not answered');
      if (isPassed(answer)) return answer;
      last = new Error('it was false');
    } catch (error) {
      if (error instanceof GiveUpError) throw error;
      last = error;
    }
    await pause(everyMs);
  } while (performance.now() < deadline);
  const reason = last instanceof Error ? last.message : String(last);
  throw new Error(`Not within ${withinMs} ms: ${what}. Last: ${reason}`, { cause: last });
}

/** @throws Error with `message` when `promise` has not settled after so many milliseconds */
export async function within<T>(milliseconds: number, promise: Promise<T>, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Not within ${Math.ceil(milliseconds)} ms: ${message}`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What pusher-js's connections, channels and users have in common. */
export interface Bindable {
  bind(event: string, listener: (data: unknown) => void): unknown;
  unbind(event: string, listener: (data: unknown) => void): unknown;
}

/** The next time that `source` tells `event`: its data. @throws Error after `withinMs` (5000) */
export async function once(
  source: Bindable,
  event: string,
  options: { withinMs?: number } = {},
): Promise<unknown> {
  let listener: (data: unknown) => void = () => {};
  const told = new Promise<unknown>((resolve) => {
    listener = resolve;
    source.bind(event, listener);
  });
  try {
    return await within(options.withinMs ?? 5_000, told, `the event ${event}`);
  } finally {
    source.unbind(event, listener);
  }
}

function isPassed<T>(answer: T): answer is Exclude<T, false> {
  return answer !== false;
}
