export const PUBLISH_STATES = [
  'queued',
  'planning',
  'dispatching',
  'succeeded',
  'partially_succeeded',
  'failed',
  'expired',
  'dead_lettered',
  'cancelled',
  'quota_exceeded',
] as const;

/** `queued` until its time has come; the last seven are terminal, and never left. */
export type PublishState = (typeof PUBLISH_STATES)[number];

export function isTerminal(state: PublishState): boolean {
  return state !== 'queued' && state !== 'planning' && state !== 'dispatching';
}

/** Deliveries. `planned` = the five outcomes + those that are still open. */
export interface PublishCounters {
  readonly planned: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly expired: number;
  readonly cancelled: number;
  readonly deadLettered: number;
  /** Attempts that have reached a provider, or tried to. */
  readonly dispatched: number;
  readonly retryScheduled: number;
  readonly retryAttempted: number;
}

export interface PublishStatus {
  readonly appId: string;
  readonly publishId: string;
  readonly state: PublishState;
  readonly counters: PublishCounters;
  /** Milliseconds since 1970. */
  readonly acceptedAtMs: number;
  readonly notBeforeMs?: number;
  readonly endedAtMs?: number;
  /** Why it ended as it did, in words without secrets. */
  readonly errorReason?: string;
}

/** What a publish ends as: nothing open any more, and the whole audience planned. */
export function terminalState({
  succeeded,
  failed,
  expired,
  cancelled,
  deadLettered,
}: PublishCounters): PublishState {
  const unsuccessful = failed + expired + cancelled + deadLettered;
  if (unsuccessful === 0) return 'succeeded';
  if (succeeded > 0) return 'partially_succeeded';
  if (cancelled > 0) return 'cancelled';
  if (expired > 0) return 'expired';
  return deadLettered > 0 ? 'dead_lettered' : 'failed';
}
