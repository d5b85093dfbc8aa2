import type { JobWorker } from '@shoal/queue';
import { WebhookDelivery, type WebhookDeliveryOptions } from './deliver/webhook-delivery.js';
import type { WebhookStores } from './stores/webhook-stores.js';
import { type CreateSenderOptions, createSender } from './target/create-sender.js';

export interface StartDeliveryOptions
  extends Pick<WebhookDeliveryOptions, 'apps' | 'observer'>,
    CreateSenderOptions {
  readonly stores: WebhookStores;
  /** Jobs that run at once. */
  readonly concurrency: number;
}

/** Works off the queue of webhooks in this process, until the worker is closed. */
export function startDelivery({ stores, concurrency, ...options }: StartDeliveryOptions): JobWorker {
  const sender = createSender(options);
  const { handle } = new WebhookDelivery({ ...options, ...stores, sender });
  const worker = stores.queue.process(handle, { concurrency });
  return {
    async close(milliseconds) {
      await worker.close(milliseconds);
      await sender.close();
    },
  };
}
