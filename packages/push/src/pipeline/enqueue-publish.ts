import type { Publish } from '../model/publish.js';
import { isTerminal, type PublishStatus } from '../model/publish-status.js';
import type { PushStores } from '../store/push-stores.js';
import { planJobId } from './jobs/job-ids.js';

export interface EnqueueOptions {
  readonly stores: Pick<PushStores, 'ledger' | 'plans'>;
  /** Milliseconds. */
  readonly keepMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Enqueued {
  /** False: there was one of this id, and it stays as it is. */
  readonly isNew: boolean;
  readonly status: PublishStatus;
}

/**
 * Writes a publish into the ledger and has it planned when its time comes. If that fails between the two, repair finds
 * it; doing the same again does it too.
 *
 * @throws QueueAwayError, QueueFullError
 */
export async function enqueuePublish(
  publish: Publish,
  { stores, keepMs, now }: EnqueueOptions,
): Promise<Enqueued> {
  const created = await stores.ledger.create(publish, { keepMs });
  if (isTerminal(created.status.state)) return created;
  const data = { appId: publish.appId, publishId: publish.id };
  const { notBeforeMs = now } = created.status;
  await stores.plans.add([
    { id: planJobId(data, { kind: 'new' }), data, delay: Math.max(0, notBeforeMs - now) },
  ]);
  return created;
}
