import { type Clock, type JobQueue, type NewJob, type OrderedLanes, systemClock } from '@shoal/queue';
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
   * Rejects when that is not certain: to be called again with the same batch, whose id makes it harmless (ten minutes
   * long). Batches of one source come one after the other: an ordered endpoint leaves out what is older than it has.
   */
  async passOn(batch: WebhookBatch): Promise<void> {
    const { apps, queue, observer } = this.options;
    const app = await apps.find(batch.appId);
    if (app === undefined) return;
    const { jobs, pushes, events } = planBatch(app, batch);
    if (events === 0) return;
    const turns = await Promise.all(pushes.map((push) => this.push(app.id, push)));
    await queue.add([...jobs, ...turns]);
    observer.queued(app.id, events);
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

  private async push(appId: string, push: LanePush): Promise<NewJob<WebhookJob>> {
    return turnOf(appId, push, await this.options.lanes.push(push.lane, push.items));
  }
}
