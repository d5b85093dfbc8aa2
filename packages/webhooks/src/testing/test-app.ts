import type { WebhookEvent } from '@shoal/protocol';
import type { QueuedEvent } from '../deliver/webhook-job.js';
import type { Endpoint, WebhookApp } from '../endpoint/endpoint.js';
import type { WebhookRecord } from '../produce/webhook-batch.js';

export function createTestEndpoint(values: Partial<Endpoint> = {}): Endpoint {
  const id = values.id ?? 'e1';
  return {
    id,
    target: { kind: 'http', url: `https://${id}.example/hook` },
    events: new Set([
      ...(['channel_occupied', 'channel_vacated', 'member_added', 'member_removed'] as const),
      ...(['client_event', 'cache_miss', 'subscription_count'] as const),
    ]),
    filter: {},
    headers: {},
    maxEvents: 100,
    isOrdered: false,
    retry: { isEnabled: true, maxElapsed: 300_000, initialBackoff: 1_000, maxBackoff: 60_000 },
    timeout: 10_000,
    concurrency: 20,
    ...values,
  };
}

export function createTestApp(endpoints: readonly Endpoint[], id = 'app'): WebhookApp {
  return { id, key: 'app-key', secret: 'app-secret', endpoints };
}

/** When a FakeClock begins. */
const START = Date.UTC(2026, 0, 1) + 1_000;

/** A channel that became occupied. */
export function createTestRecord(id: string, values: Partial<WebhookRecord> = {}): WebhookRecord {
  const event: WebhookEvent = { name: 'channel_occupied', channel: 'news' };
  return { id, appId: 'app', event, timeMs: START, ...values };
}

export function createTestEvent(id: string, values: Partial<QueuedEvent> = {}): QueuedEvent {
  return { id, event: { name: 'channel_occupied', channel: 'news' }, timeMs: 1_700_000_000_000, ...values };
}
