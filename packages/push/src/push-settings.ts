import type { Provider } from './model/provider.js';

/** How often a delivery is tried, and when. Milliseconds. */
export interface PushRetryPolicy {
  /** The first one included. */
  readonly maxAttempts: number;
  readonly initialBackoff: number;
  readonly maxBackoff: number;
  /** Since the first attempt; for what was never attempted, since the publish was due. */
  readonly maxElapsed: number;
  /** 0.2: a wait is up to 20 % shorter or longer than it would be. */
  readonly jitter: number;
}

/** What an app may send. What is absent is not limited. */
export interface PushQuotas {
  /** Deliveries of one publish. */
  readonly fanoutMax?: number;
  /** Deliveries of all publishes of a day, in UTC. */
  readonly deliveriesPerDay?: number;
  readonly providerDeliveriesPerDay?: Readonly<Partial<Record<Provider, number>>>;
  /** Deliveries of one publish over a provider. */
  readonly providerFanoutMax?: Readonly<Partial<Record<Provider, number>>>;
}

export interface PushSettings {
  readonly retry: PushRetryPolicy;
  readonly quotasOf: (appId: string) => PushQuotas;
  /** Failures of a device in a row, after which it is FAILED. */
  readonly failureThreshold: number;
  /** Milliseconds that a publish and its status are kept. */
  readonly keepMs: number;
  /** Plan jobs that run at once in this process. */
  readonly planJobs: number;
  /** Batches of one provider that run at once in this process. One credential has at most half of them. */
  readonly batches: number;
  /** Calls of one provider at once in this process. */
  readonly sends: number;
  /** Of these, with one credential of one app. */
  readonly sendsPerCredential: number;
  /** Batches of one app that wait in the queues, shared by its publishes. */
  readonly untriedBatches: number;
  /** Milliseconds between two looks for publishes that were forgotten. */
  readonly repairInterval: number;
  /** Milliseconds without a sign of life, after which a publish may have been. */
  readonly repairMinAge: number;
  /** Publishes that one look takes up. */
  readonly repairBatch: number;
}

const DAY_MS = 86_400_000;

export const defaultPushSettings: PushSettings = {
  retry: {
    ...{ maxAttempts: 5, initialBackoff: 1_000, maxBackoff: 60_000 },
    ...{ maxElapsed: DAY_MS, jitter: 0.2 },
  },
  quotasOf: () => ({}),
  failureThreshold: 3,
  keepMs: 30 * DAY_MS,
  ...{ planJobs: 4, batches: 8, sends: 200, sendsPerCredential: 100 },
  untriedBatches: 32,
  ...{ repairInterval: 30_000, repairMinAge: 30_000, repairBatch: 100 },
};
