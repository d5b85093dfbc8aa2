/**
 * What a port may answer with: at once, or later. Core goes on in the same turn when it is a value, which keeps
 * the embedded server free of needless promises and of the races that come with them.
 */
export type MaybePromise<T> = T | Promise<T>;

/** Continues with the value, now or later. A throw or rejection passes through. */
export function andThen<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
