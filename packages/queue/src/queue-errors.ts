/** The place where jobs are kept cannot be reached, or has not answered: what was asked may have happened. */
export class QueueAwayError extends Error {
  override readonly name = 'QueueAwayError';
}

/** The queue holds as much as it may, and nobody in it can make room. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

/** What is stored was written by another release, and this one cannot read it. It stays where it is. */
export class UnreadableDataError extends Error {
  override readonly name = 'UnreadableDataError';
}

/** A cursor of dead letters that was not made here. Begin without one. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError';
}
