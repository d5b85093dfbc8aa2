/** A job that was given up, kept until somebody replays or deletes it. */
export interface DeadLetter<Data> {
  /** No colon, never a bare integer. */
  readonly id: string;
  /** Whose it is: the id of an app. */
  readonly group: string;
  /** What it was for, within the group: the id of an endpoint. */
  readonly topic: string;
  readonly data: Data;
  /** Why it was given up, in words without secrets. */
  readonly reason: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly failedAt: number;
}

export interface DeadLetterQuery {
  readonly group: string;
  readonly topic?: string;
  /** Default: `newest` first. */
  readonly order?: 'newest' | 'oldest';
  /** From a former page in the same order. */
  readonly cursor?: string;
  /** 1 to 100. */
  readonly limit: number;
}

export interface DeadLetterPage<Data> {
  /** In the order that was asked for. */
  readonly letters: readonly DeadLetter<Data>[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/** Port: dead letters, at most so many of a group: the oldest make room, and are counted. */
export interface DeadLetters<Data> {
  /** The same id again replaces the letter. @returns how many older ones had to go. @throws QueueAwayError */
  add(letter: DeadLetter<Data>): Promise<number>;
  /**
   * Pages follow each other without gap or repeat, whatever comes and goes meanwhile. Letters of another release that
   * this one cannot read are left out.
   *
   * @throws QueueAwayError
   * @throws BadCursorError
   */
  list(query: DeadLetterQuery): Promise<DeadLetterPage<Data>>;
  /** @returns undefined also for one of another release that cannot be read. @throws QueueAwayError */
  find(group: string, id: string): Promise<DeadLetter<Data> | undefined>;
  /** @returns whether it was there. @throws QueueAwayError */
  remove(group: string, id: string): Promise<boolean>;
  /** Letters of all groups; of one topic only, if it is given. @throws QueueAwayError */
  count(topic?: string): Promise<number>;
}
