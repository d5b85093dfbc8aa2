// A worker that is killed has renewed its jobs' locks at most LOCK ago; the next look at STALLED_LOOK finds that they
// are gone, and their jobs run again: within 25 s, or 30 s when the worker that looked last was killed too.

/** Milliseconds that a job stays its worker's without a renewal. Renewed every 5 to 10 s. */
export const LOCK = 20_000;

/** Milliseconds between two looks for jobs whose lock is gone. */
export const STALLED_LOOK = 5_000;

/** Milliseconds between two looks for jobs that BullMQ has given up. */
export const FAILED_LOOK = 60_000;

/** Milliseconds before a job of another release may run again: there, unless this one looks at it first. */
export const UNREADABLE_PAUSE = 5_000;
