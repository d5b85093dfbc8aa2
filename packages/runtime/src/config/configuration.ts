import type { z } from 'zod';
import { type RedisConfiguration, resolveRedis } from './redis/redis-configuration.js';
import { effectiveDriver, type RedisDriver } from './redis/redis-drivers.js';
import type { appSchema } from './schema/app-schema.js';
import type { Settings } from './schema/configuration-schema.js';
import { resolveEndpoint, type WebhookEndpointConfiguration } from './webhooks/endpoint-configuration.js';

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends ReadonlySet<unknown> | RegExp
    ? T
    : T extends object
      ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
      : T;

type AppSettings = z.output<typeof appSchema>;

/** Limits of an app that fall back to the server's own, and so always have a value. */
type FallbackLimit =
  | 'maxPresenceMembersPerChannel'
  | 'maxPresenceMemberSizeInKb'
  | 'maxChannelNameLength'
  | 'maxEventNameLength'
  | 'maxEventChannelsAtOnce'
  | 'maxEventPayloadInKb'
  | 'maxEventBatchSize';

type AppLimits = Omit<AppSettings['limits'], FallbackLimit> & Record<FallbackLimit, number>;

/** One app with every limit resolved. `undefined` means no limit. */
export type AppConfiguration = DeepReadonly<
  Pick<AppSettings, 'id' | 'key' | 'secret' | 'enabled' | 'features'> & {
    limits: AppLimits;
    webhooks: WebhookEndpointConfiguration[];
    /** Empty: every origin may connect. */
    allowedOrigins: string[];
  }
>;

/** Where jobs wait, and how many of them a worker runs at once. */
export interface QueueConfiguration {
  readonly driver: 'memory' | RedisDriver;
  readonly concurrency: number;
  /** Follows the prefix of {@link RedisConfiguration} in the keys of the queue. */
  readonly redisPrefix: string;
}

/**
 * Everything that an app of ours is told from outside, checked and complete. Durations are in seconds, and sizes in
 * bytes, unless the name says Ms, KB or MB (`webhooks.batching.duration` is in milliseconds); a limit that is
 * `undefined` does not exist.
 */
export type Configuration = DeepReadonly<
  Omit<Settings, 'appManager' | 'adapter' | 'cache' | 'queue' | 'rateLimiter' | 'database'> & {
    appManager: { driver: Settings['appManager']['driver']; apps: AppConfiguration[] };
    adapter: { driver: 'local' | RedisDriver; pubsub: Settings['adapter']['pubsub'] };
    cache: { driver: 'memory' | RedisDriver };
    queue: QueueConfiguration;
    rateLimiter: Omit<Settings['rateLimiter'], 'redis'> & { redisPrefix: string };
    /** The Redis of the installation; `undefined` when no driver needs one. */
    redis: RedisConfiguration | undefined;
  }
>;

/** Gives every app the server's limits where it has none of its own, and says where Redis is. */
export function resolveConfiguration(settings: Settings): Configuration {
  const { appManager, adapter, cache, queue, rateLimiter, database: _, cors, ...rest } = settings;
  const { redis: limiterRedis, ...limits } = rateLimiter;
  return {
    ...rest,
    // Browsers refuse credentials together with the wildcard (Fetch standard, "CORS protocol and credentials").
    cors: { ...cors, credentials: cors.credentials && !cors.origin.includes('*') },
    appManager: {
      driver: appManager.driver,
      apps: appManager.array.apps.map((app) => resolveApp(app, settings)),
    },
    adapter: { driver: effectiveDriver(adapter), pubsub: adapter.pubsub },
    cache: { driver: effectiveDriver(cache) },
    queue: resolveQueue(queue),
    rateLimiter: { ...limits, driver: effectiveDriver(rateLimiter), redisPrefix: limiterRedis.prefix },
    redis: resolveRedis(settings),
  };
}

/** What stands beside the driver belongs to the driver, so it comes first there and last elsewhere. */
function resolveQueue(queue: Settings['queue']): QueueConfiguration {
  const driver = effectiveDriver(queue);
  const [own, other] =
    driver === 'redis-cluster' ? [queue.redisCluster, queue.redis] : [queue.redis, queue.redisCluster];
  return {
    driver,
    concurrency: queue.concurrency ?? own.concurrency ?? other.concurrency ?? 200,
    redisPrefix: own.prefix ?? other.prefix ?? 'queue:',
  };
}

function resolveApp(app: AppSettings, server: Settings): AppConfiguration {
  const { channels, limits, webhooks, ...rest } = app;
  const { channelLimits, eventLimits, presence } = server;
  return {
    ...rest,
    allowedOrigins: channels.allowedOrigins.includes('*') ? [] : channels.allowedOrigins,
    webhooks: webhooks.map((endpoint) => resolveEndpoint(endpoint, server.webhooks)),
    limits: {
      ...limits,
      maxPresenceMembersPerChannel: limits.maxPresenceMembersPerChannel ?? presence.maxMembersPerChannel,
      maxPresenceMemberSizeInKb: limits.maxPresenceMemberSizeInKb ?? presence.maxMemberSizeInKb,
      maxChannelNameLength: limits.maxChannelNameLength ?? channelLimits.maxNameLength,
      maxEventNameLength: limits.maxEventNameLength ?? eventLimits.maxNameLength,
      maxEventChannelsAtOnce: limits.maxEventChannelsAtOnce ?? eventLimits.maxChannelsAtOnce,
      maxEventPayloadInKb: limits.maxEventPayloadInKb ?? eventLimits.maxPayloadInKb,
      maxEventBatchSize: limits.maxEventBatchSize ?? eventLimits.maxBatchSize,
    },
  };
}
