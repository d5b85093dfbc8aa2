import { type PushProviderConfigurations, resolveProviders } from './providers/provider-configuration.js';
import type { PushSettings } from './push-section.js';

/** Everything that is said of push notifications. Times in milliseconds. */
export interface PushConfiguration {
  readonly providers: PushProviderConfigurations;
  /** The first one seals credentials, all of them open. Empty: credentials cannot be stored. */
  readonly credentialEncryptionKeys: readonly string[];
  readonly allowPrivateTargets: boolean;
  /** How long the status of a publish is kept. */
  readonly keepStatus: number;
  /** Failures of a device in a row. */
  readonly failureThreshold: number;
  /** Requests at once, to one provider, a worker. */
  readonly maxOutboundRequests: number;
  readonly retry: {
    readonly maxAttempts: number;
    readonly initialBackoff: number;
    readonly maxBackoff: number;
    readonly maxElapsed: number;
    /** 0 to 1: a wait is between (1 - ratio) and (1 + ratio) of what it would be. */
    readonly jitterRatio: number;
  };
  readonly quotas: {
    /** Publishes of an app. */
    readonly publishesPerSecond?: number;
    /** Deliveries of an app, in a day of UTC. */
    readonly deliveriesPerDay?: number;
    /** Deliveries of one publish. */
    readonly fanout?: number;
  };
  readonly backpressure: {
    /** Every publish is refused. */
    readonly isForced: boolean;
    /** Plan jobs that wait. */
    readonly maxPlans?: number;
    /** Dispatch jobs of one provider that wait. */
    readonly maxBatches?: number;
    /** Of the oldest job that waits. */
    readonly maxAge?: number;
    readonly retryAfter: number;
  };
  readonly repair: {
    readonly interval: number;
    /** Since the last sign of life of a publish. */
    readonly minAge: number;
    readonly batchSize: number;
  };
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;

export function resolvePush(push: PushSettings): PushConfiguration {
  return {
    providers: resolveProviders(push),
    credentialEncryptionKeys: push.credentialEncryptionKey,
    allowPrivateTargets: push.allowPrivateTargets,
    keepStatus: Math.ceil(push.publishStatusTtlDays * DAY),
    failureThreshold: push.failureThreshold,
    maxOutboundRequests: push.dispatchMaxOutboundRequests,
    retry: resolveRetry(push.retry),
    quotas: resolveQuotas(push.defaultQuotas),
    backpressure: resolveBackpressure(push),
    repair: {
      interval: push.repairIntervalSecs * SECOND,
      minAge: push.repairMinAgeSecs * SECOND,
      batchSize: push.repairBatchSize,
    },
  };
}

function resolveRetry(retry: PushSettings['retry']): PushConfiguration['retry'] {
  return {
    maxAttempts: retry.maxAttempts,
    initialBackoff: retry.initialBackoffMs,
    maxBackoff: retry.maxBackoffMs,
    maxElapsed: retry.maxElapsedSecs * SECOND,
    jitterRatio: retry.jitter ? retry.jitterRatioPercent / 100 : 0,
  };
}

function resolveQuotas(quotas: PushSettings['defaultQuotas']): PushConfiguration['quotas'] {
  const { acceptanceRps, deliveryQuotaDaily, fanoutMax } = quotas;
  return {
    ...(acceptanceRps === undefined ? {} : { publishesPerSecond: acceptanceRps }),
    ...(deliveryQuotaDaily === undefined ? {} : { deliveriesPerDay: deliveryQuotaDaily }),
    ...(fanoutMax === undefined ? {} : { fanout: fanoutMax }),
  };
}

function resolveBackpressure(push: PushSettings): PushConfiguration['backpressure'] {
  const { publishLogMaxLag, criticalQueueMaxLag, backpressureLagThresholdSecs: age } = push;
  return {
    isForced: push.backpressure,
    ...(publishLogMaxLag === undefined ? {} : { maxPlans: publishLogMaxLag }),
    ...(criticalQueueMaxLag === undefined ? {} : { maxBatches: criticalQueueMaxLag }),
    ...(age === undefined ? {} : { maxAge: age * SECOND }),
    retryAfter: push.backpressureRetryAfterSeconds * SECOND,
  };
}
