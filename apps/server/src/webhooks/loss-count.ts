import type { WebhookObserver } from '@shoal/webhooks';

/** What is told of events on their way into the queue and out of it again. */
type QueueEvents = Pick<WebhookObserver, 'queued' | 'dropped'>;

/** Passes on what it is told, and knows how many events the shutdown has cost. */
export class LossCount implements QueueEvents {
  private readonly observer: QueueEvents;
  private lost = 0;

  constructor(observer: QueueEvents) {
    this.observer = observer;
  }

  get atShutdown(): number {
    return this.lost;
  }

  queued(...told: Parameters<QueueEvents['queued']>): void {
    this.observer.queued(...told);
  }

  dropped(...told: Parameters<QueueEvents['dropped']>): void {
    const [, reason, events] = told;
    if (reason === 'shutdown') this.lost += events;
    this.observer.dropped(...told);
  }
}
