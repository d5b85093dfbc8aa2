import type { DeadLetters, JobQueue } from '@shoal/queue';
import type { Provider } from '../model/provider.js';
import type { DeliveryLetter, DispatchJob, PlanJob } from '../pipeline/push-jobs.js';
import type { CredentialStore } from './credential-store.js';
import type { DeviceStore } from './device-store.js';
import type { PublishLedger } from './publish-ledger.js';
import type { QuotaStore } from './quota-store.js';
import type { RateStore } from './rate-store.js';
import type { TemplateStore } from './template-store.js';

/** Names of the queues, in keys and metrics. */
export const PLAN_QUEUE = 'push-plan';

export function dispatchQueue(provider: Provider): string {
  return `push-${provider}`;
}

/** Where pushes are between the request and the provider. */
export interface PushStores {
  readonly devices: DeviceStore;
  readonly ledger: PublishLedger;
  readonly credentials: CredentialStore;
  readonly templates: TemplateStore;
  readonly quotas: QuotaStore;
  readonly rates: RateStore;
  /** Queue `push-plan`. */
  readonly plans: JobQueue<PlanJob>;
  /** Queues `push-fcm`, `push-apns`, …: a provider that hangs does not hold up the others. */
  readonly dispatches: Readonly<Record<Provider, JobQueue<DispatchJob>>>;
  readonly deadLetters: DeadLetters<DeliveryLetter>;
}

export interface OpenedPushStores {
  readonly stores: PushStores;
  /** After everything that uses them. */
  close(): Promise<void>;
}
