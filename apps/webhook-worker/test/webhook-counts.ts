import { type EventuallyOptions, eventually, type MetricsScrape, scrapeMetrics } from '@shoal/testing';
import type { Installation } from './installation.js';

/** What processes have counted, added up: events by endpoint, unless it says otherwise. */
export interface WebhookCounts {
  readonly queued: number;
  readonly sent: number;
  readonly failed: number;
  /** Dropped because nobody wants them any more. */
  readonly gone: number;
  /** Dropped before they came into the queue: each once, whatever endpoints there are. */
  readonly lost: number;
}

export function addUp(scrapes: readonly MetricsScrape[]): WebhookCounts {
  const sum = (name: string, labels: Record<string, string> = {}) =>
    scrapes.reduce((total, scrape) => total + scrape.sum(`sockudo_webhooks_${name}_total`, labels), 0);
  const dropped = (reason: string) => sum('dropped', { reason });
  return {
    queued: sum('queued'),
    sent: sum('sent'),
    failed: sum('failed'),
    gone: dropped('endpoint_gone'),
    lost: dropped('buffer_full') + dropped('shutdown'),
  };
}

/** What all processes of an installation count now. */
export async function countWebhooks({ nodes, workers }: Installation): Promise<WebhookCounts> {
  return addUp(await Promise.all([...nodes, ...workers].map(scrapeMetrics)));
}

/** Waits until nothing is on its way: every event that came into the queue was sent, given up, or is not wanted. */
export async function settled(
  installation: Installation,
  options: EventuallyOptions = {},
): Promise<WebhookCounts> {
  const isSettled = async () => {
    const counts = await countWebhooks(installation);
    const { queued, ...ends } = counts;
    expect({ queued }).toEqual({ queued: ends.sent + ends.failed + ends.gone });
    return counts;
  };
  return await eventually(isSettled, { withinMs: 20_000, everyMs: 100, what: 'an empty queue', ...options });
}
