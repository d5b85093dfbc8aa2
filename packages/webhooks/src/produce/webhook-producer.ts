import {
  type Clock,
  type JobQueue,
  type NewJob,
  type OrderedLanes,
  QueueAwayError,
  systemClock,
  type Timer,
} from '@shoal/queue';
import type { LaneEvent, WebhookJob } from '../deliver/webhook-job.js';
import type { WebhookApps } from '../endpoint/endpoint.js';
import type { WebhookObserver } from '../webhook-observer.js';
import { type LanePush, planBatch, turnOf } from './plan-batch.js';
import { RecordBuffer } from './record-buffer.js';
import type { WebhookBatch, WebhookRecord } from './webhook-batch.js';

export interface WebhookProducerOptions {
  readonly apps: WebhookApps;
  readonly queue: Pick<JobQueue<WebhookJob>, 'add'>;
  readonly lanes: Pick<OrderedLanes<LaneEvent>, 'push'>;
  readonly observer: Pick<WebhookObserver, 'queued' | 'dropped'>;
  readonly clock?: Clock;
  /** Milliseconds that recorded events wait for others. Default 50. */
  readonly linger?: number;
  /** Of the recorded events that wait while the queue is away. Default 16 MiB. */
  readonly maxBytes?: number;
}

/** Less than the ten seconds for which an outbox claims a batch. */
const DEADLINE_MS = 8_000;
const LINGER_MS = 50;
const MOST_BYTES = 16 * 1024 * 1024;

/** Makes jobs of what has happened. One object serves core as its `WebhookSink`, and an outbox by `passOn`. */
export class WebhookProducer {
  private readonly options: WebhookProducerOptions;
  private readonly buffer: RecordBuffer;
  private readonly clock: Clock;

  constructor(options: WebhookProducerOptions) {
    const { observer, clock = systemClock, linger = LINGER_MS, maxBytes = MOST_BYTES } = options;
    this.options = options;
    this.clock = clock;
    const passOn = (batch: WebhookBatch): Promise<void> => this.passOn(batch);
    this.buffer = new RecordBuffer({ observer, clock, passOn, linger, maxBytes });
  }

  /**
   * Resolves when the batch is safe for every endpoint that wants something of it, and then counts its events as queued.
   * Those of an app that is not known are counted as dropped.
   *
   * Rejects when that is not certain, after 8 s at the latest: to be called again with the same batch, whose id makes it
   * harmless (ten minutes long). Batches of one source come one after the other: an ordered endpoint leaves out what is
   * older than it has.
   */
  async passOn(batch: WebhookBatch): Promise<void> {
    const { observer } = this.options;
    const events = await this.inTime((isLate) => this.put(batch, isLate));
    if (events === undefined) observer.dropped(batch.appId, 'endpoint_gone', batch.records.length);
    else if (events > 0) observer.queued(batch.appId, events);
  }

  /** Returns at once and never throws. What is not in the queue when the process is killed is lost. */
  record(records: readonly WebhookRecord[]): void {
    for (const record of records) this.buffer.add(record);
  }

  /** Milliseconds since the oldest recorded event that still waits here; 0 when none does. */
  oldestAge(): number {
    const oldest = this.buffer.oldest();
    return oldest === undefined ? 0 : Math.max(0, this.clock.wall() - oldest);
  }

  /** Passes on what was recorded, for at most so many milliseconds; the rest is counted as dropped. */
  close(milliseconds: number): Promise<void> {
    return this.buffer.close(milliseconds);
  }

  /** @returns events that are safe now, one for each endpoint; undefined when nobody knows the app */
  private async put(batch: WebhookBatch, isLate: () => boolean): Promise<number | undefined> {
    const { apps, queue } = this.options;
    const app = await apps.find(batch.appId);
    if (app === undefined) return undefined;
    const { jobs, pushes, events } = planBatch(app, batch);
    if (events === 0) return 0;
    const turns = await Promise.all(pushes.map((push) => this.push(app.id, push)));
    // Somebody else may have the batch by now.
    if (isLate()) throw lateError();
    await queue.add([...jobs, ...turns]);
    return events;
  }

  private async push(appId: string, push: LanePush): Promise<NewJob<WebhookJob>> {
    const { turn, dropped } = await this.options.lanes.push(push.lane, push.items);
    if (dropped > 0) this.options.observer.dropped(appId, 'buffer_full', dropped);
    return turnOf(appId, push, turn);
  }

  private async inTime<Result>(work: (isLate: () => boolean) => Promise<Result>): Promise<Result> {
    let isLate = false;
    let timer: Timer | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = this.clock.after(DEADLINE_MS, () => {
        isLate = true;
        reject(lateError());
      });
    });
    try {
      return await Promise.race([work(() => isLate), late]);
    } finally {
      timer?.cancel();
    }
  }
}

function lateError(): QueueAwayError {
  return new QueueAwayError(`The batch is not safe after ${DEADLINE_MS} ms: pass it on again`);
}
