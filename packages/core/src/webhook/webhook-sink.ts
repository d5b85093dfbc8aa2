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
 * Port: takes what is to be sent. Synchronous, cannot fail its caller, and must not block: what is not yet in the queue
 * when the process is killed is lost. A store that nodes share keeps the records of its transitions safe and passes them
 * on by itself; of those none arrives here.
 */
export interface WebhookSink {
  record(records: readonly WebhookRecord[]): void;
}
