import type { WebhookEvent } from '@shoal/protocol';

/** A fact on its way to an app's endpoints. */
export interface WebhookRecord {
  /** Stable over every retry: receivers drop repetitions by it. No colon, never a bare integer. */
  readonly id: string;
  readonly appId: string;
  readonly event: WebhookEvent;
  /** Milliseconds since 1970 of the transition. */
  readonly timeMs: number;
  /** The store's version of the transition; absent for events that are no transition. */
  readonly version?: number;
}

/**
 * Port: takes what is to be sent. Synchronous, cannot fail its caller, and must not block: records of
 * transitions are already safe in the store's outbox when they arrive here; a client event or a cache miss that
 * is not yet in the queue when the process is killed is lost.
 */
export interface WebhookSink {
  record(records: readonly WebhookRecord[]): void;
}
