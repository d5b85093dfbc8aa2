import { Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { checkJobId, REMEMBERED_FOR } from '../job-id.js';
import type {
  Decode,
  Encode,
  JobHandler,
  JobQueue,
  JobWorker,
  NewJob,
  ProcessOptions,
  QueueDepth,
  QueueObserver,
} from '../job-queue.js';
import { RedisLink } from '../redis/redis-link.js';
import { BullErrors } from './bull-errors.js';
import { BullWorker } from './bull-worker.js';
import { measureDepth, parseDepth } from './measure-depth.js';

export interface BullQueueOptions<Data> {
  /** No colon. */
  readonly name: string;
  /**
   * With `maxRetriesPerRequest: null`, as BullMQ demands, and without a `keyPrefix`. The caller closes it, after the
   * queue. Each worker opens one more like it.
   */
  readonly connection: Redis | Cluster;
  /** What all keys begin with. It has a hash tag of its own: `shoal:{queue}`. */
  readonly prefix: string;
  readonly decode: Decode<Data>;
  /** Absent: data is stored as it is, and holds its format. */
  readonly encode?: Encode<Data>;
  readonly observer: QueueObserver;
  /** Milliseconds that Redis may be away or silent before `add` and `depth` fail. Default: 5,000. */
  readonly patience?: number;
}

/** What BullMQ writes for listeners that nobody here is. */
const EVENTS_KEPT = 100;

/** Jobs in Redis, kept by BullMQ. They outlive every process of ours, and Redis itself if it is persistent. */
export class BullQueue<Data> implements JobQueue<Data> {
  readonly name: string;
  readonly #options: BullQueueOptions<Data>;
  readonly #encode: Encode<Data>;
  readonly #queue: Queue;
  readonly #link: RedisLink;
  readonly #errors: BullErrors;
  readonly #workers = new Set<BullWorker<Data>>();

  constructor(options: BullQueueOptions<Data>) {
    const { name, connection, prefix, observer, patience } = options;
    this.name = name;
    this.#options = options;
    this.#encode = options.encode ?? asItIs;
    this.#errors = new BullErrors(name, observer);
    this.#queue = new Queue(name, { connection, prefix, streams: { events: { maxLen: EVENTS_KEPT } } });
    this.#queue.on('error', (error) => this.#errors.report(error));
    this.#link = new RedisLink({
      connection,
      reachable: (isReachable) => observer.reachable(name, isReachable),
      ...(patience === undefined ? {} : { patience }),
    });
  }

  async add(jobs: readonly NewJob<Data>[]): Promise<void> {
    for (const { id } of jobs) checkJobId(id);
    if (jobs.length === 0) return;
    const entries = jobs.map(({ id, data, delay = 0 }) => ({
      name: 'job',
      data: this.#encode(data),
      opts: jobOptions(id, delay),
    }));
    await this.#link.run(() => this.#queue.addBulk(entries));
  }

  async remove(id: string): Promise<boolean> {
    // 0 when it is locked; nobody's job counts as removed. The id that was to be remembered goes with it.
    return (await this.#link.run(() => this.#queue.remove(id, { removeChildren: false }))) !== 0;
  }

  async depth(): Promise<QueueDepth> {
    const key = (part: string): string => this.#queue.toKey(part);
    const now = Date.now();
    const keys = ['wait', 'active', 'delayed', 'failed'].map(key);
    const reply = await this.#link.script(measureDepth, keys, [key(''), now]);
    const { since, ...counts } = parseDepth(reply);
    return { ...counts, oldestAge: since === undefined ? 0 : Math.max(0, now - since) };
  }

  process(handler: JobHandler<Data>, { concurrency }: ProcessOptions): JobWorker {
    const worker: BullWorker<Data> = new BullWorker<Data>({
      ...this.#options,
      encode: this.#encode,
      handler,
      concurrency,
      queue: this.#queue,
      link: this.#link,
      errors: this.#errors,
      closed: () => this.#workers.delete(worker),
    });
    this.#workers.add(worker);
    return worker;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.close(0)));
    this.#link.close();
    await this.#queue.close();
  }
}

function asItIs<Data>(data: Data): Data {
  return data;
}

/**
 * BullMQ refuses a job id that it has, but it forgets that of a job which was done and removed; the deduplication id
 * is what it remembers. A job that nothing but a kill of its worker interrupts is never given up.
 */
function jobOptions(id: string, delay: number) {
  return {
    jobId: id,
    deduplication: { id, ttl: REMEMBERED_FOR },
    removeOnComplete: true,
    ...(delay > 0 ? { delay } : {}),
  };
}
