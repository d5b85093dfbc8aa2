import { PROVIDERS, type Provider } from '../model/provider.js';
import type { PushQuotas, PushRetryPolicy, PushSettings } from '../push-settings.js';

/** What is set of planning and sending, as plain values. Times in milliseconds. */
export interface PipelineSettings {
  readonly retry: Omit<PushRetryPolicy, 'jitter'> & { readonly jitterRatio: number };
  readonly quotas: { readonly deliveriesPerDay?: number; readonly fanout?: number };
  readonly providers: Readonly<Record<Provider, ProviderLimits>>;
  readonly failureThreshold: number;
  readonly keepStatus: number;
  /** Requests at once, to one provider. */
  readonly maxOutboundRequests: number;
  readonly repair: { readonly interval: number; readonly minAge: number; readonly batchSize: number };
}

interface ProviderLimits {
  /** Deliveries of one publish. */
  readonly ceiling?: number;
  /** Deliveries of an app in a day. */
  readonly dailyQuota?: number;
}

/** For `startPush`. */
export function createPushSettings(settings: PipelineSettings): Partial<PushSettings> {
  const { jitterRatio, ...retry } = settings.retry;
  const { interval, minAge, batchSize } = settings.repair;
  const quotas = quotasOf(settings);
  return {
    retry: { ...retry, jitter: jitterRatio },
    quotasOf: () => quotas,
    failureThreshold: settings.failureThreshold,
    keepMs: settings.keepStatus,
    sends: settings.maxOutboundRequests,
    sendsPerCredential: Math.ceil(settings.maxOutboundRequests / 2),
    ...{ repairInterval: interval, repairMinAge: minAge, repairBatch: batchSize },
  };
}

function quotasOf({ quotas, providers }: PipelineSettings): PushQuotas {
  const { fanout, deliveriesPerDay } = quotas;
  const daily = limitsOf(providers, 'dailyQuota');
  const ceilings = limitsOf(providers, 'ceiling');
  return {
    ...(fanout !== undefined && { fanoutMax: fanout }),
    ...(deliveriesPerDay !== undefined && { deliveriesPerDay }),
    ...(daily !== undefined && { providerDeliveriesPerDay: daily }),
    ...(ceilings !== undefined && { providerFanoutMax: ceilings }),
  };
}

/** Undefined when no provider has such a limit. */
function limitsOf(
  providers: PipelineSettings['providers'],
  name: keyof ProviderLimits,
): Partial<Record<Provider, number>> | undefined {
  const limits = PROVIDERS.flatMap((kind) => {
    const limit = providers[kind][name];
    return limit === undefined ? [] : [[kind, limit] as const];
  });
  return limits.length === 0 ? undefined : Object.fromEntries(limits);
}
