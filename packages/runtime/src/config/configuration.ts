import type { z } from 'zod';
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
export type Configuration = DeepReadonly<Omit<Settings, 'appManager'>> & {
  readonly appManager: {
    readonly driver: Settings['appManager']['driver'];
    readonly apps: readonly AppConfiguration[];
  };
};

/** Gives every app the server's limits where it has none of its own. */
export function resolveConfiguration(settings: Settings): Configuration {
  const { appManager, cors, ...rest } = settings;
  return {
    ...rest,
    // Browsers refuse credentials together with the wildcard (Fetch standard, "CORS protocol and credentials").
    cors: { ...cors, credentials: cors.credentials && !cors.origin.includes('*') },
    appManager: {
      driver: appManager.driver,
      apps: appManager.array.apps.map((app) => resolveApp(app, settings)),
    },
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
