import { createHash } from 'node:crypto';
import type { DeliveryKey } from '../../store/publish-ledger.js';
import type { DispatchJob, PlanJob } from '../push-jobs.js';

/**
 * Why a publish is planned: it is new, a batch of it was tried, nothing was heard of it at the `n`th look, or the app has
 * cancelled it. Each reason counts once.
 */
export type PlanReason =
  | { readonly kind: 'new' | 'cancelled' }
  | { readonly kind: 'tried'; readonly batch: number }
  | { readonly kind: 'stalled'; readonly look: number };

export function planJobId(job: PlanJob, reason: PlanReason): string {
  switch (reason.kind) {
    case 'new':
      return `${nameOf(job)}-p`;
    case 'cancelled':
      return `${nameOf(job)}-c`;
    case 'tried':
      return `${nameOf(job)}-p${reason.batch}`;
    case 'stalled':
      return `${nameOf(job)}-r${reason.look}`;
  }
}

export function dispatchJobId(job: DispatchJob): string {
  return `${nameOf(job)}-b${job.batch}`;
}

/** Within the app. */
export function letterId({ publishId, batch }: DispatchJob, key: DeliveryKey): string {
  return `${publishId}-${batch}-${digest(key, 16)}`;
}

/** Two apps may choose the same id for a publish, and an app's id may have what no job id may. */
function nameOf({ appId, publishId }: PlanJob): string {
  return `${publishId}.${digest(appId, 10)}`;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, length);
}
