import type { WebhookRecord } from '@shoal/core';

/** Facts of one app, to be passed on together. A batch that is passed on again has the same id and content. */
export interface WebhookBatch {
  /** No colon, never a bare integer. */
  readonly id: string;
  readonly appId: string;
  /** At most 100, in the order of their versions; not empty. */
  readonly records: readonly WebhookRecord[];
  /** Where `version` counts: versions compare only within the same bucket and epoch. */
  readonly source: { readonly bucket: number; readonly epoch: string };
}

/**
 * Resolves when the batch is safe elsewhere; if it rejects, or is not heard of, it is called again with the same id
 * and content, here or on another node. Bring it to an end within ten seconds: after that another node may call it too.
 */
export type PassOn = (batch: WebhookBatch) => Promise<void>;
