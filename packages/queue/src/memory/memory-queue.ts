import { type Clock, systemClock, type Timer } from '../clock.js';
import { checkJobId, REMEMBERED_FOR } from '../job-id.js';
import type {
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
import { Fifo } from './fifo.js';
import { type HeldJob, MemoryWorker, type Outcome } from './memory-worker.js';
import { RecentIds } from './recent-ids.js';

export interface MemoryQueueOptions {
  readonly name: string;
  readonly observer: QueueObserver;
  /** Jobs that it holds at most, those that run or are delayed included. Default: 10,000. */
  readonly maxJobs?: number;
  /** Bytes of their data, as JSON. Default: 64 MiB. */
  readonly maxBytes?: number;
  readonly clock?: Clock;
}

const MAX_JOBS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Ids remembered for each job that there is room for. */
const IDS_PER_JOB = 10;

/** Jobs in this process. A crash loses those that were not done. */
export class MemoryQueue<Data> implements JobQueue<Data> {
  readonly name: string;
  readonly #observer: QueueObserver;
  readonly #clock: Clock;
  readonly #maxJobs: number;
  readonly #maxBytes: number;
  readonly #recent: RecentIds;
  readonly #held = new Map<string, HeldJob<Data>>();
  readonly #waiting = new Fifo<HeldJob<Data>>();
  readonly #delayed = new Map<HeldJob<Data>, Timer>();
  readonly #workers = new Set<MemoryWorker<Data>>();
  #bytes = 0;
  #isClosed = false;

  constructor(options: MemoryQueueOptions) {
    const { name, observer, maxJobs = MAX_JOBS, maxBytes = MAX_BYTES, clock = systemClock } = options;
    this.name = name;
    this.#observer = observer;
    this.#clock = clock;
    this.#maxJobs = maxJobs;
    this.#maxBytes = maxBytes;
    this.#recent = new RecentIds({ ttl: REMEMBERED_FOR, max: maxJobs * IDS_PER_JOB });
    observer.reachable(name, true);
  }

  /** All of them are added or, when there is no room for all, none. */
  async add(jobs: readonly NewJob<Data>[]): Promise<void> {
    for (const { id } of jobs) checkJobId(id);
    if (this.#isClosed) throw new QueueAwayError(`The queue ${this.name} is closed`);
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
    if (this.#held.size + added.size > this.#maxJobs || this.#bytes + bytes > this.#maxBytes) {
      throw new QueueFullError(
        `The queue ${this.name} is full: it holds ${this.#held.size} jobs of ${this.#bytes} bytes`,
      );
    }
    for (const [job, delay] of added) this.#accept(job, delay);
    this.#pump();
  }

  async depth(): Promise<QueueDepth> {
    const waiting = this.#waiting.size;
    const delayed = this.#delayed.size;
    const first = this.#waiting.first;
    const oldestAge = first === undefined ? 0 : Math.max(0, this.#clock.now() - first.readyAt);
    return { waiting, active: this.#held.size - waiting - delayed, delayed, oldestAge };
  }

  process(handler: JobHandler<Data>, { concurrency }: ProcessOptions): JobWorker {
    const worker = new MemoryWorker<Data>({
      handler,
      concurrency,
      clock: this.#clock,
      take: () => this.#waiting.shift(),
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

  /** Forgets what it holds. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const worker of [...this.#workers]) await worker.close(0);
    for (const timer of this.#delayed.values()) timer.cancel();
    this.#delayed.clear();
    this.#waiting.clear();
    this.#held.clear();
    this.#bytes = 0;
  }

  #knows(id: string): boolean {
    return this.#held.has(id) || this.#recent.has(id, this.#clock.now());
  }

  #newJob(id: string, data: Data): HeldJob<Data> {
    const addedAt = this.#clock.wall();
    return { id, data, bytes: sizeOf(data), addedAt, readyAt: this.#clock.now(), failures: 0 };
  }

  #accept(job: HeldJob<Data>, delay: number): void {
    this.#held.set(job.id, job);
    this.#recent.add(job.id, this.#clock.now());
    this.#bytes += job.bytes;
    this.#delay(job, delay);
  }

  #delay(job: HeldJob<Data>, milliseconds: number): void {
    if (this.#isClosed) return;
    job.readyAt = this.#clock.now() + Math.max(0, milliseconds);
    if (milliseconds <= 0) {
      this.#waiting.push(job);
      return;
    }
    const timer = this.#clock.after(milliseconds, () => {
      this.#delayed.delete(job);
      this.#waiting.push(job);
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
    this.#bytes -= job.bytes;
    if (outcome.kind === 'done') {
      this.#held.delete(job.id);
      return;
    }
    job.data = outcome.data;
    job.bytes = sizeOf(outcome.data);
    this.#bytes += job.bytes;
    this.#delay(job, outcome.delay);
  }

  #pump(): void {
    for (const worker of this.#workers) worker.pump();
  }
}

function sizeOf(data: unknown): number {
  return Buffer.byteLength(JSON.stringify(data) ?? '');
}
