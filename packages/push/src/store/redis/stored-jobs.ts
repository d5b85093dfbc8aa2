import { z } from 'zod';
import { PROVIDERS } from '../../model/provider.js';
import type { DeliveryLetter, DispatchJob, PlanJob } from '../../pipeline/push-jobs.js';
import type { DeliveryKey } from '../publish-ledger.js';
import { parseStored } from './stored-format.js';

const storedPlanJob = z.object({ appId: z.string(), publishId: z.string() });
const storedDispatchJob = storedPlanJob.extend({ batch: z.number() });
const storedKey = z.custom<DeliveryKey>((key) => typeof key === 'string' && /^(d:.*|r:\d+)$/su.test(key));
const storedLetter = storedPlanJob.extend({
  provider: z.enum(PROVIDERS),
  key: storedKey,
  stage: z.enum(['delivery_result', 'retry_schedule']),
});

/** @returns undefined for what another release, or somebody else, has stored */
export function decodePlanJob(stored: unknown): PlanJob | undefined {
  return parseStored(storedPlanJob, stored);
}

/** @returns undefined for what another release, or somebody else, has stored */
export function decodeDispatchJob(stored: unknown): DispatchJob | undefined {
  return parseStored(storedDispatchJob, stored);
}

/** @returns undefined for what another release, or somebody else, has stored */
export function decodeDeliveryLetter(stored: unknown): DeliveryLetter | undefined {
  return parseStored(storedLetter, stored);
}
