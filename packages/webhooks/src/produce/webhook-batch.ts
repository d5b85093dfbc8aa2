import type { WebhookEvent } from '@shoal/protocol';
import type { LaneMark } from '@shoal/queue';

/** A fact on its way to an app's endpoints. The same shape as core's. */
export interface WebhookRecord {
  /** Stable over every retry: receivers drop repetitions by it. */
  readonly id: string;
  readonly appId: string;
  readonly event: WebhookEvent;
  /** Milliseconds since 1970 of the transition. */
  readonly timeMs: number;
  /** Of the transition. Absent for events that are no transition. */
  readonly version?: number;
}

/** Records of one app, in order, that are passed on together. The same content whenever it comes again. */
export interface WebhookBatch {
  /** No colon, never a bare integer. */
  readonly id: string;
  readonly appId: string;
  readonly records: readonly WebhookRecord[];
  /** Where `version` counts. Absent for events that are no transitions. */
  readonly source?: { readonly bucket: number; readonly epoch: string };
  /** Of all its records, for lanes. Absent: each has its own, which `source` and its `version` say. */
  readonly mark?: LaneMark;
}
