import type { WebhookEvent } from '@shoal/protocol';

/** An event as it waits in a queue, a lane or a dead letter. */
export interface QueuedEvent {
  readonly id: string;
  readonly event: WebhookEvent;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly version?: number;
}

/** What was tried so far. Times in milliseconds since 1970. */
export interface Attempts {
  readonly count: number;
  readonly firstAt: number;
}

interface OfEndpoint {
  readonly appId: string;
  readonly endpointId: string;
  /** Absent: not tried yet. */
  readonly attempts?: Attempts;
}

/**
 * One request to one endpoint, or the turn of one lane of it. No secret: the worker looks the app up when it delivers.
 */
export type WebhookJob =
  | (OfEndpoint & { readonly kind: 'events'; readonly events: readonly QueuedEvent[] })
  | (OfEndpoint & { readonly kind: 'lane'; readonly lane: string; readonly turn: number });
