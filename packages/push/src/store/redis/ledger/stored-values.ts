import type { DeliveryKey, DeliveryResult, OpenDelivery, PlanPlace } from '../../publish-ledger.js';
import { BadReplyError, numberOf, textOf } from '../script-reply.js';

/** The place of a plan that is complete. */
export const COMPLETE = '';

/** A place as it is kept and compared: the target, and behind a colon where in its audience. */
export function printPlace(place: PlanPlace | undefined): string {
  if (place === undefined) return COMPLETE;
  const { target, after } = place;
  return after === undefined ? String(target) : `${target}:${after}`;
}

/** @throws BadReplyError */
export function readPlace(value: unknown): PlanPlace | undefined {
  const place = textOf(value);
  if (place === COMPLETE) return undefined;
  const colon = place.indexOf(':');
  if (colon === -1) return { target: numberOf(place) };
  return { target: numberOf(place.slice(0, colon)), after: place.slice(colon + 1) };
}

/** @throws BadReplyError */
export function readKey(value: unknown): DeliveryKey {
  const key = textOf(value);
  if (key.startsWith('d:')) return `d:${key.slice(2)}`;
  if (key.startsWith('r:')) return `r:${numberOf(key.slice(2))}`;
  throw new BadReplyError('a delivery', value);
}

/** @throws BadReplyError */
export function readDelivery([key, entry]: readonly [string, string]): OpenDelivery {
  const [attempts, notBeforeMs, firstAttemptAtMs] = entry.split(' ');
  return {
    ...{ key: readKey(key), attempts: numberOf(attempts) },
    ...{ notBeforeMs: numberOf(notBeforeMs), firstAttemptAtMs: numberOf(firstAttemptAtMs) },
  };
}

/** Five arguments of `recordResults`. */
export function printResult(result: DeliveryResult): readonly (string | number)[] {
  const { key, outcome, attempted } = result;
  const times = result.outcome === 'retry' ? [result.notBeforeMs, result.at] : [0, 0];
  return [key, outcome, attempted ? 1 : 0, ...times];
}
