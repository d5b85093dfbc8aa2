import type { ReportedOutcome } from './model/delivery-report.js';
import type { DeviceState } from './model/device.js';
import type { Provider } from './model/provider.js';
import type { PublishState } from './model/publish-status.js';
import type { FailureClass } from './provider/provider-outcome.js';

export type AdmissionResult =
  | 'accepted'
  | 'duplicate'
  | 'rate_limited'
  | 'backpressure'
  | 'invalid'
  | 'unavailable';
export type DeliveryOutcome = 'succeeded' | 'failed' | 'expired' | 'cancelled' | 'dead_lettered';
/** `throttled` and `open`: nothing was sent, and it counts as no attempt. */
export type Deferral = 'throttled' | 'open';

/** What is told of pushes. Deliveries are counted when the ledger has counted them. Calls must not throw. */
export interface PushObserver {
  /** @param seconds from the request to the answer */
  admitted(appId: string, result: AdmissionResult, seconds: number): void;
  /** A publish has come to a terminal state. */
  ended(appId: string, state: PublishState): void;
  planned(appId: string, deliveries: number, seconds: number): void;
  emitted(appId: string, provider: Provider, deliveries: number): void;
  /** One call of a provider has ended. */
  dispatched(
    appId: string,
    provider: Provider,
    call: { readonly outcome: 'accepted' | FailureClass; readonly seconds: number },
  ): void;
  delivered(appId: string, outcome: DeliveryOutcome, deliveries: number): void;
  /** Somebody else has said so of a delivery. */
  reported(appId: string, outcome: ReportedOutcome): void;
  deferred(appId: string, provider: Provider, why: Deferral): void;
  retryScheduled(appId: string, provider: Provider): void;
  retryAttempted(appId: string, provider: Provider): void;
  retryExpired(appId: string, provider: Provider): void;
  deadLettered(appId: string, provider: Provider, reason: 'rejected' | 'exhausted'): void;
  invalidated(appId: string, provider: Provider): void;
  deviceChanged(appId: string, from: DeviceState, to: DeviceState): void;
  credentialFailed(appId: string, provider: Provider): void;
  quotaRejected(appId: string, deliveries: number): void;
  /** The app's endpoint could not be told of a status. */
  callbackFailed(appId: string): void;
  /** For the log: a delivery that a provider refused. Without token, endpoint or payload. */
  refused(refusal: {
    readonly appId: string;
    readonly publishId: string;
    readonly provider: Provider;
    readonly error: string;
  }): void;
}
