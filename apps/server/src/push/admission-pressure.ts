import { type BackPressure, type PushStores, QueuePressure } from '@shoal/push';
import { systemClock } from '@shoal/queue';
import type { PushConfiguration } from '@shoal/runtime';

/** Refuses publishes while more waits than is configured, or always when that is what is configured. */
export function admissionPressure(
  { isForced, retryAfter, ...configured }: PushConfiguration['backpressure'],
  { plans, dispatches }: Pick<PushStores, 'plans' | 'dispatches'>,
): BackPressure {
  const seconds = Math.ceil(retryAfter / 1000);
  if (isForced) return { retryAfter: async () => seconds };
  const unlimited = { maxPlans: Number.POSITIVE_INFINITY, maxBatches: Number.POSITIVE_INFINITY, maxAge: 0 };
  const limits = { ...unlimited, ...configured, retryAfter: seconds };
  return new QueuePressure({ plans, dispatches, limits, clock: systemClock });
}
