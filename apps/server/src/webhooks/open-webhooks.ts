import type { NodeMetrics } from '@shoal/metrics';
import type { QueueDepth } from '@shoal/queue';
import { type Configuration, type Health, type Logger, observeQueue } from '@shoal/runtime';
import { StaticWebhookApps, startDelivery, WebhookDeadLetters, WebhookProducer } from '@shoal/webhooks';
import { LossCount } from './loss-count.js';
import { openStores } from './open-stores.js';

export interface OpenWebhooksParts {
  readonly configuration: Configuration;
  readonly metrics: NodeMetrics;
  readonly health: Health;
  readonly logger: Logger;
  /** Of the product, for the endpoints to see. */
  readonly version: string;
}

/** Webhooks, from the node's side: what it records, and what an operator asks about. */
export interface Webhooks {
  readonly producer: WebhookProducer;
  readonly deadLetters: WebhookDeadLetters;
  /** Jobs that wait, and dead letters (`failed`). Rejects while the queue cannot be reached. */
  backlog(): Promise<QueueDepth & { readonly failed: number }>;
  /** After nothing is recorded any more. Takes at most so many milliseconds. */
  close(milliseconds: number): Promise<void>;
}

/** The queue of the installation, or one in this process, which then delivers too. */
export async function openWebhooks({
  configuration,
  metrics,
  health,
  logger,
  version,
}: OpenWebhooksParts): Promise<Webhooks> {
  const { appManager, webhooks: settings, queue } = configuration;
  const log = logger.child({ target: 'shoal_webhook' });
  const queueObserver = observeQueue({ metrics: metrics.queue, health, logger: log });
  const losses = new LossCount(metrics.webhooks);
  const { stores, close } = await openStores({
    ...{ configuration, logger: log, observer: queueObserver },
    dropped: (...drop) => losses.dropped(...drop),
  });
  const parts = { apps: new StaticWebhookApps(appManager.apps), observer: metrics.webhooks };
  const producer = new WebhookProducer({
    ...{ ...stores, ...parts, observer: losses },
    linger: settings.batching.duration,
    maxBytes: settings.bufferLimitMb * 1024 * 1024,
  });
  const worker = deliversHere(configuration)
    ? startDelivery({ ...parts, ...settings, stores, version, concurrency: queue.concurrency })
    : undefined;
  return {
    producer,
    deadLetters: new WebhookDeadLetters({ ...stores, ...parts }),
    async backlog() {
      const [depth, failed] = await Promise.all([stores.queue.depth(), stores.deadLetters.count()]);
      return { ...depth, failed };
    },
    async close(milliseconds) {
      await producer.close(milliseconds / 2);
      await worker?.close(milliseconds / 2);
      await close();
      const events = losses.atShutdown;
      if (events > 0)
        log.warn('webhook events were lost: this process ended before they were sent', { events });
    },
  };
}

/** Whether this process works off its own queue. */
export function deliversHere({ queue }: Configuration): boolean {
  return queue.driver === 'memory';
}
