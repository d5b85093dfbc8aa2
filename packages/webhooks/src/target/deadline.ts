/** The time for a request is over. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(timeout: number) {
    super(`No answer within ${timeout} ms.`);
  }
}

/** @param timeout in milliseconds; then the signal is aborted with a {@link DeadlineError} */
export async function withDeadline<T>(
  timeout: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DeadlineError(timeout)), timeout);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Settles like `work`, but does not wait for it once the signal is aborted: then it fails with the signal's reason. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let abort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
