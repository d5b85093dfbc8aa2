import { type Clock, systemClock, type Timer } from '../clock.js';
import { checkJobId, REMEMBERED_FOR } from '../job-id.js';
import type {
  Job,
  JobHandler,
  JobQueue,
  JobWorker,
  NewJob,
  ProcessOptions,
  QueueDepth,
  QueueObserver,
} from '../job-queue.js';
import { QueueAwayError, QueueFullError } from '../queue-errors.js';
import { retryDelay } from '../retry-delay.js';
import { type HeldJob, HeldJobs, type Load } from './held-jobs.js';
import { MemoryWorker, type Outcome } from './memory-worker.js';
import { RecentIds } from './recent-ids.js';
import { sizeOf } from './size-of.js';

/** `full`: it made room for others. `closed`: it was not done when the queue was closed. */
export type DropCause = 'full' | 'closed';

export interface MemoryQueueOptions<Data> {
  readonly name: string;
  readonly observer: QueueObserver;
  /** Jobs that it holds at most, those that run or are delayed included. Default: 10,000. */
  readonly maxJobs?: number;
  /** Bytes of their data, as JSON. Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Who a job is for. When the queue is full, whoever has most in it makes room. Default: all jobs are one group. */
  readonly groupOf?: (data: Data) => string;
  /** A job was lost. Must not throw. */
  readonly dropped?: (job: Job<Data>, cause: DropCause) => void;
  readonly clock?: Clock;
}

const MAX_JOBS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Ids remembered for each job that there is room for. */
const IDS_PER_JOB = 10;

/**
 * Jobs in this process. A crash loses those that were not done. When it is full, the oldest job of the group that has
 * most makes room, unless it is running: who is not served must not hold up the others.
 */
export class MemoryQueue<Data> implements JobQueue<Data> {
  readonly name: string;
  readonly #options: MemoryQueueOptions<Data>;
  readonly #observer: QueueObserver;
  readonly #clock: Clock;
  readonly #recent: RecentIds;
  readonly #held: HeldJobs<Data>;
  readonly #waiting = new Set<HeldJob<Data>>();
  readonly #delayed = new Map<HeldJob<Data>, Timer>();
  readonly #workers = new Set<MemoryWorker<Data>>();
  #isClosed = false;

  constructor(options: MemoryQueueOptions<Data>) {
    const { name, observer, maxJobs = MAX_JOBS, maxBytes = MAX_BYTES, clock = systemClock } = options;
    this.name = name;
    this.#options = options;
    this.#observer = observer;
    this.#clock = clock;
    this.#held = new HeldJobs({ jobs: maxJobs, bytes: maxBytes });
    this.#recent = new RecentIds({ ttl: REMEMBERED_FOR, max: maxJobs * IDS_PER_JOB });
    observer.reachable(name, true);
  }

  /** All of them are added or, when there cannot be room for all, none. */
  async add(jobs: readonly NewJob<Data>[]): Promise<void> {
    for (const { id } of jobs) checkJobId(id);
    if (this.#isClosed) throw this.#closedError();
    const added = new Map<HeldJob<Data>, number>();
    const ids = new Set<string>();
    let bytes = 0;
    for (const { id, data, delay = 0 } of jobs) {
      if (ids.has(id) || this.#knows(id)) continue;
      const job = this.#newJob(id, data);
      ids.add(id);
      added.set(job, delay);
      bytes += job.bytes;
    }
    this.#makeRoom({ jobs: added.size, bytes });
    for (const [job, delay] of added) this.#accept(job, delay);
    this.#pump();
  }

  async remove(id: string): Promise<boolean> {
    if (this.#isClosed) throw this.#closedError();
    const job = this.#held.get(id);
    if (job?.isRunning) return false;
    if (job !== undefined) {
      this.#held.remove(job);
      this.#forget(job);
    }
    return true;
  }

  async depth(): Promise<QueueDepth> {
    const waiting = this.#waiting.size;
    const delayed = this.#delayed.size;
    const [first] = this.#waiting;
    const oldestAge = first === undefined ? 0 : Math.max(0, this.#clock.now() - first.readyAt);
    return { waiting, active: this.#held.load.jobs - waiting - delayed, delayed, oldestAge };
  }

  process(handler: JobHandler<Data>, { concurrency }: ProcessOptions): JobWorker {
    const worker = new MemoryWorker<Data>({
      handler,
      concurrency,
      clock: this.#clock,
      take: () => this.#take(),
      settle: (job, outcome, milliseconds) => this.#settle(job, outcome, milliseconds),
      giveBack: (job) => {
        this.#delay(job, 0);
        this.#pump();
      },
      closed: () => this.#workers.delete(worker),
    });
    this.#workers.add(worker);
    worker.pump();
    return worker;
  }

  /** Forgets what it holds, and tells of it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const worker of [...this.#workers]) await worker.close(0);
    for (const timer of this.#delayed.values()) timer.cancel();
    this.#delayed.clear();
    this.#waiting.clear();
    for (const job of this.#held.values()) this.#tellDropped(job, 'closed');
    this.#held.clear();
  }

  #knows(id: string): boolean {
    return this.#held.has(id) || this.#recent.has(id, this.#clock.now());
  }

  #newJob(id: string, data: Data): HeldJob<Data> {
    return {
      ...{ id, data, bytes: sizeOf(data), group: this.#options.groupOf?.(data) ?? '' },
      ...{ addedAt: this.#clock.wall(), readyAt: this.#clock.now(), failures: 0, isRunning: false },
    };
  }

  /** @throws QueueFullError */
  #makeRoom(wanted: Load): void {
    const gone = this.#held.makeRoom(wanted);
    if (gone === undefined) {
      const { jobs, bytes } = this.#held.load;
      throw new QueueFullError(
        `The queue ${this.name} is full: it holds ${jobs} jobs of ${bytes} bytes, and what runs cannot make room`,
      );
    }
    for (const job of gone) {
      this.#forget(job);
      this.#tellDropped(job, 'full');
    }
  }

  /** Whoever adds it once more means it: the turn of a lane has no other job. */
  #forget(job: HeldJob<Data>): void {
    this.#waiting.delete(job);
    this.#delayed.get(job)?.cancel();
    this.#delayed.delete(job);
    this.#recent.forget(job.id);
  }

  #closedError(): QueueAwayError {
    return new QueueAwayError(`The queue ${this.name} is closed`);
  }

  #tellDropped({ id, data, addedAt }: HeldJob<Data>, cause: DropCause): void {
    this.#options.dropped?.({ id, data, addedAt }, cause);
  }

  #take(): HeldJob<Data> | undefined {
    const [job] = this.#waiting;
    if (job === undefined) return undefined;
    this.#waiting.delete(job);
    this.#held.change(job, { isRunning: true });
    return job;
  }

  #accept(job: HeldJob<Data>, delay: number): void {
    this.#held.add(job);
    this.#recent.add(job.id, this.#clock.now());
    this.#delay(job, delay);
  }

  #delay(job: HeldJob<Data>, milliseconds: number): void {
    if (this.#isClosed) return;
    this.#held.change(job, { isRunning: false });
    job.readyAt = this.#clock.now() + Math.max(0, milliseconds);
    if (milliseconds <= 0) {
      this.#waiting.add(job);
      return;
    }
    const timer = this.#clock.after(milliseconds, () => {
      this.#delayed.delete(job);
      this.#waiting.add(job);
      this.#pump();
    });
    this.#delayed.set(job, timer);
  }

  #settle(job: HeldJob<Data>, outcome: Outcome<Data>, milliseconds: number): void {
    if (outcome.kind === 'threw') {
      this.#observer.failed(this.name, outcome.error);
      job.failures += 1;
      this.#delay(job, retryDelay(job.failures));
      return;
    }
    this.#observer.processed(this.name, milliseconds / 1_000);
    if (outcome.kind === 'done') {
      this.#held.remove(job);
      return;
    }
    if (outcome.data !== undefined) {
      this.#held.change(job, { data: outcome.data, bytes: sizeOf(outcome.data) });
    }
    this.#delay(job, outcome.delay);
  }

  #pump(): void {
    for (const worker of this.#workers) worker.pump();
  }
}
