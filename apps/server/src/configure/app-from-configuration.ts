import type { App, RateLimit } from '@shoal/core';
import { limits as defaults } from '@shoal/protocol';
import type { AppConfiguration } from '@shoal/runtime';

const kilobyte = 1024;

/** An app as the configuration describes it, in the units that core works in. */
export function appFromConfiguration(
  { id, key, secret, enabled, features, limits, allowedOrigins, webhooks }: AppConfiguration,
  maxUserIdLength: number = defaults.userIdLength,
): App {
  return {
    id,
    credentials: [{ key, secret }],
    enabled,
    features: {
      clientEvents: features.enableClientMessages,
      userAuthentication: features.enableUserAuthentication,
      watchlist: features.enableWatchlistEvents,
      subscriptionCount: features.enableSubscriptionCount,
    },
    allowedOrigins,
    limits: {
      channelNameLength: limits.maxChannelNameLength,
      eventNameLength: limits.maxEventNameLength,
      eventChannels: limits.maxEventChannelsAtOnce,
      eventPayloadBytes: limits.maxEventPayloadInKb * kilobyte,
      batchSize: limits.maxEventBatchSize,
      presenceMembers: limits.maxPresenceMembersPerChannel,
      userIdLength: maxUserIdLength,
      presenceMemberBytes: limits.maxPresenceMemberSizeInKb * kilobyte,
      ...present({
        connections: limits.maxConnections,
        backendEventsPerSecond: limits.maxBackendEventsPerSecond,
        readRequestsPerSecond: limits.maxReadRequestsPerSecond,
        clientEvents: clientEventLimit(limits),
        messages: messageLimit(limits),
      }),
    },
    webhookEvents: new Set(webhooks.flatMap(({ events }) => [...events])),
  };
}

type Limits = AppConfiguration['limits'];

function clientEventLimit({
  maxClientEventsPerSecond,
  decaySeconds,
  terminateOnLimit,
}: Limits): RateLimit | undefined {
  if (maxClientEventsPerSecond === undefined) return undefined;
  return { max: maxClientEventsPerSecond, windowSeconds: decaySeconds, terminate: terminateOnLimit };
}

function messageLimit({ messageRateLimit: limit }: Limits): RateLimit | undefined {
  if (!limit.enabled) return undefined;
  return { max: limit.maxAttempts, windowSeconds: limit.decaySeconds, terminate: limit.terminateOnLimit };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what has no value: absent and undefined are different things to the compiler. */
function present<T extends object>(fields: T): Present<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
