/** A job as its producer adds it. */
export interface NewJob<Data> {
  /**
   * Chosen by the producer, the same whenever it adds the same job again. No colon, never a bare integer.
   * A job whose id was added in the last ten minutes is not added a second time, even when it is done already.
   */
  readonly id: string;
  readonly data: Data;
  /** Milliseconds before it may run. Default: none. */
  readonly delay?: number;
}

/** A job as its worker gets it. */
export interface Job<Data> {
  readonly id: string;
  readonly data: Data;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

/** What becomes of a job that has run. `again`: it runs once more, after `delay` ms, with that data or, without, its own. */
export type JobResult<Data> =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly delay: number; readonly data?: Data };

/**
 * Runs one job, and may be asked to run it again although it had ended: a worker that dies says nothing. A handler that
 * throws is a defect: it is told to the observer, and the job runs again later. With an UnreadableDataError it says that
 * the job needs what another release has stored: it waits for that, however often this one looks at it.
 *
 * @param isStillOurs false once the queue may have given the job to another worker, this process having stood still
 */
export type JobHandler<Data> = (job: Job<Data>, isStillOurs: () => boolean) => Promise<JobResult<Data>>;

export interface QueueDepth {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  /** Milliseconds that the next job in line could have run: since it was added, or since its delay. 0 without one. */
  readonly oldestAge: number;
}

export interface ProcessOptions {
  /** Jobs that run at once. */
  readonly concurrency: number;
}

/** What a queue tells the process it is in. Calls must not throw. */
export interface QueueObserver {
  /** @param seconds that the handler took */
  processed(queue: string, seconds: number): void;
  /** The handler has thrown, what waits there is of another release, or Redis has refused something. */
  failed(queue: string, error: unknown): void;
  /** Whether the place where the jobs are kept can be reached. */
  reachable(queue: string, isReachable: boolean): void;
}

export interface JobWorker {
  /**
   * Waits for the jobs that run. What has not ended after `milliseconds` is given back, and runs elsewhere, or here
   * after the next start. What waits is left to others; in memory, where there may be none, it is run too meanwhile.
   */
  close(milliseconds: number): Promise<void>;
}

/** Port: jobs that wait for a worker. Each runs at least once. */
export interface JobQueue<Data> {
  readonly name: string;
  /**
   * Resolves when all of them are safe.
   *
   * @throws QueueAwayError when they may not be: adding the same ones again is right
   * @throws QueueFullError when no others can make room (in memory only): none of them was added
   * @throws TypeError for an id that has a colon, is empty or a bare integer
   */
  add(jobs: readonly NewJob<Data>[]): Promise<void>;
  /**
   * Takes out a job that waits or is delayed. Its id may be added again at once.
   *
   * @returns false when it is running, and stays; true when it is not there, or no longer
   * @throws QueueAwayError
   */
  remove(id: string): Promise<boolean>;
  /** @throws QueueAwayError */
  depth(): Promise<QueueDepth>;
  process(handler: JobHandler<Data>, options: ProcessOptions): JobWorker;
  /** Closes its workers too, without waiting for their jobs. From now on everything else throws QueueAwayError. */
  close(): Promise<void>;
}

/** Reads what is stored. Data of another release that this one cannot read stays where it is. */
export type Decode<Data> = (stored: unknown) => Data | undefined;

/** What is stored of data, to be read by `Decode`: with the format that this release writes. */
export type Encode<Data> = (data: Data) => unknown;
