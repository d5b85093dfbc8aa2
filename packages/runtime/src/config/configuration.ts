import type { z } from 'zod';
import { type RedisConfiguration, resolveRedis } from './redis/redis-configuration.js';
import { effectiveDriver, type RedisDriver } from './redis/redis-drivers.js';
import type { appSchema } from './schema/app-schema.js';
import type { Settings } from './schema/configuration-schema.js';

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
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
  Pick<AppSettings, 'id' | 'key' | 'secret' | 'enabled' | 'features' | 'webhooks'> & {
    limits: AppLimits;
    /** Empty: every origin may connect. */
    allowedOrigins: string[];
  }
>;

/**
 * Everything that an app of ours is told from outside, checked and complete. Durations are in seconds, sizes in
 * bytes unless the name says KB or MB; a limit that is `undefined` does not exist.
 */
export type Configuration = DeepReadonly<
  Omit<Settings, 'appManager' | 'adapter' | 'cache' | 'rateLimiter' | 'database'> & {
    appManager: { driver: Settings['appManager']['driver']; apps: AppConfiguration[] };
    adapter: { driver: 'local' | RedisDriver; pubsub: Settings['adapter']['pubsub'] };
    cache: { driver: 'memory' | RedisDriver };
    rateLimiter: Omit<Settings['rateLimiter'], 'redis'> & { redisPrefix: string };
    /** The Redis of the installation; `undefined` when no driver needs one. */
    redis: RedisConfiguration | undefined;
  }
>;

/** Gives every app the server's limits where it has none of its own, and says where Redis is. */
export function resolveConfiguration(settings: Settings): Configuration {
  const { appManager, adapter, cache, rateLimiter, database: _, cors, ...rest } = settings;
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
    rateLimiter: { ...limits, driver: effectiveDriver(rateLimiter), redisPrefix: limiterRedis.prefix },
    redis: resolveRedis(settings),
  };
}

function resolveApp(app: AppSettings, server: Settings): AppConfiguration {
  const { channels, limits, ...rest } = app;
  const { channelLimits, eventLimits, presence } = server;
  return {
    ...rest,
    allowedOrigins: channels.allowedOrigins.includes('*') ? [] : channels.allowedOrigins,
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
