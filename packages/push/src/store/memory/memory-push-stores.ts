import { type Clock, MemoryDeadLetters, MemoryQueue, type QueueObserver, systemClock } from '@shoal/queue';
import type { Provider } from '../../model/provider.js';
import type { DeliveryLetter, DispatchJob, PlanJob } from '../../pipeline/push-jobs.js';
import { dispatchQueue, PLAN_QUEUE, type PushStores } from '../push-stores.js';
import { MemoryDeviceStore } from './devices/memory-device-store.js';
import { MemoryPublishLedger } from './ledger/memory-publish-ledger.js';
import { MemoryCredentialStore } from './memory-credential-store.js';
import { MemoryQuotaStore } from './memory-quota-store.js';
import { MemoryRateStore } from './memory-rate-store.js';
import { MemoryTemplateStore } from './memory-template-store.js';

export interface MemoryPushStoresOptions {
  readonly observer: QueueObserver;
  /** Dead letters of one app. */
  readonly maxDeadLetters: number;
  /** Devices of all apps. Default: 100,000. */
  readonly maxDevices?: number;
  /** Publishes of all apps; the oldest that has ended makes room. Default: 10,000. */
  readonly maxPublishes?: number;
  readonly clock?: Clock;
}

/**
 * In this process: all of it is lost with it. A job that made room for others is added again when the ledger has heard
 * nothing of its publish for a while.
 */
export function memoryPushStores(options: MemoryPushStoresOptions): PushStores {
  const { observer, maxDeadLetters, clock = systemClock } = options;
  const groupOf = ({ appId }: PlanJob): string => appId;
  const dispatchesTo = (provider: Provider) =>
    new MemoryQueue<DispatchJob>({ name: dispatchQueue(provider), observer, clock, groupOf });
  return {
    devices: new MemoryDeviceStore(options),
    ledger: new MemoryPublishLedger({ ...options, clock }),
    credentials: new MemoryCredentialStore(),
    templates: new MemoryTemplateStore(),
    quotas: new MemoryQuotaStore(clock),
    rates: new MemoryRateStore(clock),
    plans: new MemoryQueue<PlanJob>({ name: PLAN_QUEUE, observer, clock, groupOf }),
    dispatches: {
      fcm: dispatchesTo('fcm'),
      apns: dispatchesTo('apns'),
      webPush: dispatchesTo('webPush'),
      hms: dispatchesTo('hms'),
      wns: dispatchesTo('wns'),
    },
    deadLetters: new MemoryDeadLetters<DeliveryLetter>({ maxPerGroup: maxDeadLetters }),
  };
}
