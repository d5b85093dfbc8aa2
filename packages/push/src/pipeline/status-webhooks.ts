import { createHash } from 'node:crypto';
import type { WebhookEvent } from '@shoal/protocol';
import { type Clock, type LaneMark, QueueAwayError, systemClock } from '@shoal/queue';
import { PUBLISH_STATES, type PublishStatus } from '../model/publish-status.js';
import type { StatusChanged } from './status-announcer.js';

/** One webhook of a publish's new state, in the shape of what @shoal/webhooks passes on. */
export interface StatusBatch {
  /** Of the publish and its state: however often it is passed on, the app gets it once. */
  readonly id: string;
  readonly appId: string;
  readonly records: readonly {
    readonly id: string;
    readonly appId: string;
    readonly event: Extract<WebhookEvent, { name: 'push_status' }>;
    /** Milliseconds since 1970. */
    readonly timeMs: number;
  }[];
  readonly mark: LaneMark;
}

export interface StatusWebhooksParts {
  /** Rejects with QueueAwayError when it is not certain that the batch is safe. */
  readonly passOn: (batch: StatusBatch) => Promise<void>;
  readonly clock?: Clock;
}

const TRIES = 3;
const PAUSE_MS = 1_000;

/** Tells the app's endpoints of a publish's states. One that cannot be passed on three times is given up. */
export function statusWebhooks({ passOn, clock = systemClock }: StatusWebhooksParts): StatusChanged {
  return async (status) => {
    const batch = statusBatch(status, clock.wall());
    for (let tries = 1; ; tries += 1) {
      try {
        return await passOn(batch);
      } catch (error) {
        if (!(error instanceof QueueAwayError) || tries === TRIES) throw error;
      }
      await new Promise<void>((resolve) => clock.after(PAUSE_MS, resolve));
    }
  };
}

/** @param now milliseconds since 1970 */
export function statusBatch(
  { appId, publishId, state, counters, errorReason, endedAtMs = 0 }: PublishStatus,
  now: number,
): StatusBatch {
  const name = createHash('sha256')
    .update(JSON.stringify([appId, publishId]))
    .digest('base64url')
    .slice(0, 22);
  const id = `push-${name}-${state}`;
  const event = {
    name: 'push_status',
    ...{ publish_id: publishId, status: state, counters: { ...counters } },
    ...(errorReason !== undefined && { error_reason: errorReason }),
  } as const;
  return {
    ...{ id, appId, records: [{ id, appId, event, timeMs: endedAtMs || now }] },
    // No publish comes back into a state: for endpoints that want order, what is late is left out.
    mark: { source: `push.${name}`, version: PUBLISH_STATES.indexOf(state) },
  };
}
