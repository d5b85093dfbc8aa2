import { PROVIDERS, type Provider } from '../model/provider.js';
import type { PushQuotas, PushRetryPolicy, PushSettings } from '../push-settings.js';

/** What is set of planning and sending, as plain values. Times in milliseconds. */
export interface PipelineSettings {
  readonly retry: Omit<PushRetryPolicy, 'jitter'> & { readonly jitterRatio: number };
  readonly quotas: { readonly deliveriesPerDay?: number; readonly fanout?: number };
  readonly providers: Readonly<Record<Provider, { readonly dailyQuota?: number }>>;
  readonly failureThreshold: number;
  readonly keepStatus: number;
  /** Requests at once, to one provider. */
  readonly maxOutboundRequests: number;
  readonly repair: { readonly interval: number };
}

/** For `startPush`. */
export function createPushSettings(settings: PipelineSettings): Partial<PushSettings> {
  const { jitterRatio, ...retry } = settings.retry;
  const quotas = quotasOf(settings);
  return {
    retry: { ...retry, jitter: jitterRatio },
    quotasOf: () => quotas,
    failureThreshold: settings.failureThreshold,
    keepMs: settings.keepStatus,
    sends: settings.maxOutboundRequests,
    sendsPerCredential: Math.ceil(settings.maxOutboundRequests / 2),
    repairInterval: settings.repair.interval,
  };
}

function quotasOf({ quotas, providers }: PipelineSettings): PushQuotas {
  const { fanout, deliveriesPerDay } = quotas;
  const daily = PROVIDERS.flatMap((kind) => {
    const { dailyQuota } = providers[kind];
    return dailyQuota === undefined ? [] : [[kind, dailyQuota] as const];
  });
  return {
    ...(fanout !== undefined && { fanoutMax: fanout }),
    ...(deliveriesPerDay !== undefined && { deliveriesPerDay }),
    ...(daily.length > 0 && { providerDeliveriesPerDay: Object.fromEntries(daily) }),
  };
}
