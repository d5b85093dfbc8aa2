import { type Job as BullJob, DelayedError, type Queue, WaitingError } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { systemClock } from '../clock.js';
import type { Decode, Encode, JobHandler, JobResult, JobWorker, QueueObserver } from '../job-queue.js';
import { UnreadableDataError } from '../queue-errors.js';
import type { RedisLink } from '../redis/redis-link.js';
import { retryDelay } from '../retry-delay.js';
import type { BullErrors } from './bull-errors.js';
import { Lease } from './lease.js';
import { FAILED_LOOK, LOCK, STALLED_LOOK, UNREADABLE_PAUSE } from './lease-times.js';
import { Leases } from './leases.js';
import { RenewingWorker } from './renewing-worker.js';
import { settlesWithin } from './settles-within.js';

export interface BullWorkerOptions<Data> {
  readonly name: string;
  readonly connection: Redis | Cluster;
  readonly prefix: string;
  readonly decode: Decode<Data>;
  readonly encode: Encode<Data>;
  readonly observer: QueueObserver;
  readonly handler: JobHandler<Data>;
  readonly concurrency: number;
  readonly queue: Queue;
  readonly link: RedisLink;
  readonly errors: BullErrors;
  /** It has begun to close. */
  closed(): void;
}

/** A job that is running. */
interface Run {
  readonly job: BullJob;
  readonly token: string;
  readonly lease: Lease;
  /** BullMQ counts it as over from now on. */
  abandon(): void;
}

/** How long closing waits for a Redis that may be away, beyond what its caller allows, in milliseconds. */
const LAST_PATIENCE = 2_000;
const MOST_RETRIED = 1_000;

/** Runs jobs of a BullQueue. */
export class BullWorker<Data> implements JobWorker {
  readonly #options: BullWorkerOptions<Data>;
  readonly #worker: RenewingWorker;
  readonly #leases = new Leases();
  readonly #runs = new Set<Run>();
  readonly #failedLook: NodeJS.Timeout;
  #isGivingBack = false;
  #closing: Promise<void> | undefined;

  constructor(options: BullWorkerOptions<Data>) {
    const { name, connection, prefix, concurrency, errors } = options;
    this.#options = options;
    this.#worker = new RenewingWorker(name, (job: BullJob, token = '') => this.#process(job, token), {
      ...{ connection, prefix, concurrency, leases: this.#leases },
      lockDuration: LOCK,
      stalledInterval: STALLED_LOOK,
      // A job is not to blame for workers that were killed.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      runRetryDelay: 1_000,
    });
    this.#worker.on('error', (error) => errors.report(error));
    this.#failedLook = setInterval(() => void this.#retryFailed(), FAILED_LOOK).unref();
    void this.#retryFailed();
  }

  close(milliseconds: number): Promise<void> {
    this.#closing ??= this.#close(milliseconds);
    return this.#closing;
  }

  async #close(milliseconds: number): Promise<void> {
    this.#options.closed();
    clearInterval(this.#failedLook);
    const ended = this.#worker.close();
    if (await settlesWithin(milliseconds, ended)) return;
    this.#isGivingBack = true;
    await Promise.all([...this.#runs].map((run) => this.#giveBack(run)));
    if (await settlesWithin(LAST_PATIENCE, ended)) return;
    await settlesWithin(LAST_PATIENCE, this.#worker.abandon());
  }

  /** Returns when the job is done; otherwise throws what BullMQ understands, the job being elsewhere already. */
  async #process(job: BullJob, token: string): Promise<void> {
    let abandon = (): void => {};
    const abandoned = new Promise<never>((_resolve, reject) => {
      abandon = () => reject(new WaitingError());
    });
    const age = Date.now() - (job.processedOn ?? Date.now());
    const run: Run = { job, token, lease: new Lease(systemClock, { length: LOCK, age }), abandon };
    this.#runs.add(run);
    this.#leases.add(idOf(job), token, run.lease);
    try {
      // BullMQ may have fetched it before it heard that the worker closes.
      await Promise.race([this.#isGivingBack ? this.#giveBack(run) : this.#run(run), abandoned]);
    } finally {
      this.#runs.delete(run);
      this.#leases.remove(idOf(job), token);
    }
  }

  async #run(run: Run): Promise<void> {
    const { job } = run;
    const { name, observer, decode } = this.#options;
    const data = decode(job.data);
    if (data === undefined) {
      observer.failed(
        name,
        new UnreadableDataError(`Job ${idOf(job)} is of another release: it waits for that`),
      );
      return this.#putBack(run, { delay: UNREADABLE_PAUSE });
    }
    const start = performance.now();
    const outcome = await this.#ask(run, data);
    // It was given back meanwhile: somebody else may be at it.
    if (!this.#runs.has(run)) return;
    if ('error' in outcome) {
      observer.failed(name, outcome.error);
      return this.#putBack(run, putBackAfter(outcome.error, job));
    }
    observer.processed(name, (performance.now() - start) / 1_000);
    if (outcome.kind === 'again') await this.#putBack(run, this.#encoded(outcome));
  }

  #encoded({ delay, data }: { readonly delay: number; readonly data?: Data }): PutBack {
    return data === undefined ? { delay } : { delay, data: this.#options.encode(data) };
  }

  async #ask({ job, lease }: Run, data: Data): Promise<JobResult<Data> | { readonly error: unknown }> {
    try {
      const given = { id: idOf(job), data, addedAt: job.timestamp };
      return await this.#options.handler(given, () => lease.isValid);
    } catch (error) {
      return { error };
    }
  }

  /**
   * One script, which does nothing once the lock is lost. Always throws: either the job is among the delayed now, or
   * it is not ours, or its lock will run out and it runs again as it was. None of these is a failure for BullMQ.
   */
  async #putBack({ job, token }: Run, { delay, isFailure = false, ...rest }: PutBack): Promise<never> {
    const now = Date.now();
    const fields = {
      due: now + delay,
      ...(rest.data === undefined ? {} : { data: JSON.stringify(rest.data) }),
    };
    try {
      const options = { skipAttempt: !isFailure, fieldsToUpdate: fields };
      await this.#worker.getBackend().moveToDelayed(idOf(job), now, delay, token, options);
    } catch (error) {
      this.#options.errors.report(error);
    }
    throw new DelayedError();
  }

  async #giveBack({ job, token, lease, abandon }: Run): Promise<void> {
    lease.end();
    try {
      await settlesWithin(LAST_PATIENCE, job.moveToWait(token));
    } catch (error) {
      // Its lock runs out, and it runs again a little later.
      this.#options.errors.report(error);
    }
    abandon();
  }

  /** Nothing here makes BullMQ give a job up. Should it do so all the same, the job is not lost. */
  async #retryFailed(): Promise<void> {
    try {
      await this.#options.link.run(() =>
        this.#options.queue.retryJobs({ state: 'failed', count: MOST_RETRIED }),
      );
    } catch (error) {
      this.#options.errors.report(error);
    }
  }
}

/** A job that waits for another release has not failed: it goes on at once when that comes. */
function putBackAfter(error: unknown, job: BullJob): PutBack {
  if (error instanceof UnreadableDataError) return { delay: UNREADABLE_PAUSE };
  return { delay: retryDelay(job.attemptsMade + 1), isFailure: true };
}

interface PutBack {
  readonly delay: number;
  /** Counts among those that make the next delay longer. */
  readonly isFailure?: boolean;
  /** Present: it runs with this. */
  readonly data?: unknown;
}

function idOf(job: BullJob): string {
  return job.id ?? '';
}
