import {
  PUBLISH_STATES,
  type PublishCounters,
  type PublishState,
  type PublishStatus,
} from '../../../model/publish-status.js';
import { BadReplyError, listOf, numberOf, optional, textOf } from '../script-reply.js';

const COUNTERS = [
  ...(['planned', 'succeeded', 'failed', 'expired', 'cancelled', 'deadLettered'] as const),
  ...(['dispatched', 'retryScheduled', 'retryAttempted'] as const),
] satisfies readonly (keyof PublishCounters)[];

/** Of a publish's status HASH, what a reply says of it, in this order. */
export const STATUS_FIELDS: readonly string[] = [
  ...['state', 'acceptedAtMs', 'notBeforeMs', 'endedAtMs', 'errorReason'],
  ...COUNTERS,
];

/** The same as arguments in Lua. */
export const STATUS_FIELDS_LUA = STATUS_FIELDS.map((field) => `'${field}'`).join(', ');

/** @returns undefined for a publish that is not there @throws BadReplyError */
export function readStatus(appId: string, publishId: string, reply: unknown): PublishStatus | undefined {
  const [state, acceptedAtMs, notBeforeMs, endedAtMs, errorReason, ...counts] = listOf(reply);
  if (state === null) return undefined;
  const [notBefore, ended] = [optional(notBeforeMs, numberOf), optional(endedAtMs, numberOf)];
  const reason = optional(errorReason, textOf);
  return {
    ...{ appId, publishId, state: readState(state), counters: readCounters(counts) },
    acceptedAtMs: numberOf(acceptedAtMs),
    ...(notBefore !== undefined && { notBeforeMs: notBefore }),
    ...(ended !== undefined && { endedAtMs: ended }),
    ...(reason !== undefined && { errorReason: reason }),
  };
}

/** @throws BadReplyError */
export function readState(value: unknown): PublishState {
  const state = PUBLISH_STATES.find((known) => known === value);
  if (state === undefined) throw new BadReplyError('a state of a publish', value);
  return state;
}

function readCounters(counts: readonly unknown[]): PublishCounters {
  const count = (name: keyof PublishCounters): number => numberOf(counts[COUNTERS.indexOf(name)] ?? 0);
  return {
    ...{ planned: count('planned'), succeeded: count('succeeded'), failed: count('failed') },
    ...{ expired: count('expired'), cancelled: count('cancelled'), deadLettered: count('deadLettered') },
    ...{ dispatched: count('dispatched'), retryScheduled: count('retryScheduled') },
    retryAttempted: count('retryAttempted'),
  };
}
