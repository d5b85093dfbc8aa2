/** The place where jobs are kept cannot be reached, or has not answered: what was asked may have happened. */
export class QueueAwayError extends Error {
  override readonly name = 'QueueAwayError';
}

/** The queue holds as much as it may. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}
