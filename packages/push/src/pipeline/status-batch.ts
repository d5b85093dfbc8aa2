import { createHash } from 'node:crypto';
import type { WebhookEvent } from '@shoal/protocol';
import type { PublishStatus } from '../model/publish-status.js';

/** A batch of webhooks, in the form in which webhooks take it. */
export interface StatusBatch {
  readonly id: string;
  readonly appId: string;
  readonly records: readonly {
    readonly id: string;
    readonly appId: string;
    readonly event: WebhookEvent;
    readonly timeMs: number;
  }[];
}

/**
 * What tells an app's endpoints of a publish that has come into a state. Its ids are those of the publish and the state:
 * telling it again makes no second event.
 *
 * @param timeMs milliseconds since 1970 of the change
 */
export function statusBatch(status: PublishStatus, timeMs: number): StatusBatch {
  const { appId, publishId, state, counters, errorReason } = status;
  const name = createHash('sha256').update(JSON.stringify([appId, publishId, state]));
  const id = `push-${name.digest('hex').slice(0, 32)}`;
  const event: WebhookEvent = {
    ...{ name: 'push_status', publish_id: publishId, status: state, counters: { ...counters } },
    ...(errorReason !== undefined && { error_reason: errorReason }),
  };
  return { id, appId, records: [{ id, appId, event, timeMs }] };
}
