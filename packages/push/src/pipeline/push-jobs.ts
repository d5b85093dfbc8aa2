import type { Provider } from '../model/provider.js';
import type { DeliveryKey } from '../store/publish-ledger.js';

/** Goes on with the plan of a publish where the ledger says that it is. */
export interface PlanJob {
  readonly appId: string;
  readonly publishId: string;
}

/** Sends what is open of a batch. Holds neither payload nor token: both are looked up. */
export interface DispatchJob {
  readonly appId: string;
  readonly publishId: string;
  readonly batch: number;
}

/** A delivery that was given up. Group: the app; topic: the provider. */
export interface DeliveryLetter {
  readonly appId: string;
  readonly publishId: string;
  readonly provider: Provider;
  readonly key: DeliveryKey;
  readonly stage: 'delivery_result' | 'retry_schedule';
}
