import { z } from 'zod';
import { section, setting } from '../setting/setting.js';
import {
  KEY_PREFIX_ALLOWED,
  keyPrefix,
  limit,
  seconds,
  UNLIMITED,
  wholeNumberFrom,
} from '../setting/values.js';

interface AddressLimit {
  readonly what: string;
  readonly name: 'API' | 'WS';
  readonly maxRequests: number;
}

/** The same three settings for the two things that are limited per client address. */
function addressLimit({ what, name, maxRequests }: AddressLimit) {
  return z
    .strictObject({
      maxRequests: setting(wholeNumberFrom(1).default(maxRequests), {
        description: `${what} that one address may make in a window.`,
        env: [`RATE_LIMITER_${name}_MAX_REQUESTS`],
      }),
      windowSeconds: setting(wholeNumberFrom(1).default(60), {
        description: 'Length of the window.',
        unit: 'seconds',
        env: [`RATE_LIMITER_${name}_WINDOW_SECONDS`],
      }),
      trustHops: setting(wholeNumberFrom(0).max(100).default(0), {
        description:
          'Proxies in front whose `X-Forwarded-For` entry is believed, counted from the right. 0 believes none.',
        env: [`RATE_LIMITER_${name}_TRUST_HOPS`],
      }),
    })
    .prefault({});
}

export const rateLimiterSection = section(
  z
    .strictObject({
      enabled: setting(z.boolean().default(false), {
        description: 'Limits requests per client address.',
        env: ['RATE_LIMITER_ENABLED'],
      }),
      driver: setting(
        z
          .enum(['memory', 'local', 'redis', 'redis-cluster'])
          .transform((driver) => (driver === 'local' ? 'memory' : driver))
          .default('memory'),
        {
          description:
            "Where requests and the events of apps are counted: in Redis for all nodes together, in memory by each node for itself. `local` is soketi's word for `memory`.",
          defaultText: "`memory`; the adapter's when that is in Redis",
          env: ['RATE_LIMITER_DRIVER', 'SOKETI_RATE_LIMITER_DRIVER'],
        },
      ),
      redis: section(
        z
          .strictObject({
            clusterMode: setting(z.boolean().default(false), {
              description: "Turns the driver `redis` into `redis-cluster` (soketi's way to say it).",
              env: ['SOKETI_RATE_LIMITER_REDIS_CLUSTER_MODE'],
            }),
            prefix: setting(keyPrefix().default('rl:'), {
              description: 'Follows `database.redis.key_prefix` in the keys of client addresses.',
              allowed: KEY_PREFIX_ALLOWED,
              env: ['RATE_LIMITER_REDIS_PREFIX'],
            }),
          })
          .prefault({}),
        { description: 'The driver `redis`.' },
      ),
      api: section(addressLimit({ what: 'REST requests', name: 'API', maxRequests: 100 }), {
        description: 'REST requests.',
        aliases: ['apiRateLimit'],
      }),
      websocket: section(addressLimit({ what: 'WebSocket connects', name: 'WS', maxRequests: 20 }), {
        description: 'WebSocket connects.',
        aliases: ['websocketRateLimit'],
      }),
    })
    .prefault({}),
  { description: 'Limits per client address; its driver is also that of the limits per app.' },
);

export const channelLimitsSection = section(
  z
    .strictObject({
      maxNameLength: setting(wholeNumberFrom(1).default(200), {
        description: 'Longest channel name.',
        unit: 'characters',
        env: [
          'CHANNEL_LIMITS_MAX_NAME_LENGTH',
          'SOKETI_CHANNEL_LIMITS_MAX_NAME_LENGTH',
          'SOKETI_CHANNEL_MAX_NAME_LENGTH',
        ],
      }),
      cacheTtl: setting(seconds().default(3600), {
        description: 'How long a cache channel keeps its last event.',
        unit: 'seconds',
        env: ['CHANNEL_LIMITS_CACHE_TTL', 'SOKETI_CHANNEL_CACHE_TTL'],
      }),
    })
    .prefault({}),
  { description: 'Limits of channels. An app may have its own.' },
);

export const eventLimitsSection = section(
  z
    .strictObject({
      maxChannelsAtOnce: setting(wholeNumberFrom(1).default(100), {
        description: 'Channels that one event may be sent to.',
        env: ['EVENT_LIMITS_MAX_CHANNELS_AT_ONCE', 'SOKETI_EVENT_MAX_CHANNELS_AT_ONCE'],
      }),
      maxNameLength: setting(wholeNumberFrom(1).default(200), {
        description: 'Longest event name.',
        unit: 'characters',
        env: ['EVENT_LIMITS_MAX_NAME_LENGTH', 'SOKETI_EVENT_MAX_NAME_LENGTH'],
      }),
      maxPayloadInKb: setting(z.number().positive().default(100), {
        description: 'Largest data of one event.',
        unit: 'KB (1024 bytes)',
        env: ['EVENT_LIMITS_MAX_PAYLOAD_IN_KB', 'SOKETI_EVENT_MAX_SIZE_IN_KB'],
      }),
      maxBatchSize: setting(wholeNumberFrom(1).default(10), {
        description: 'Events in one batch.',
        env: ['EVENT_LIMITS_MAX_BATCH_SIZE', 'SOKETI_EVENT_MAX_BATCH_SIZE'],
      }),
    })
    .prefault({}),
  { description: 'Limits of events. An app may have its own.' },
);

export const presenceSection = section(
  z
    .strictObject({
      maxMembersPerChannel: setting(wholeNumberFrom(1).default(100), {
        description: 'Members of one presence channel.',
        env: ['PRESENCE_MAX_MEMBERS_PER_CHANNEL', 'SOKETI_PRESENCE_MAX_MEMBERS'],
      }),
      maxMemberSizeInKb: setting(z.number().positive().default(2), {
        description: 'Largest `user_info` of a member.',
        unit: 'KB (1024 bytes)',
        env: ['PRESENCE_MAX_MEMBER_SIZE_IN_KB', 'SOKETI_PRESENCE_MAX_MEMBER_SIZE'],
      }),
      maxUserIdLength: setting(limit(), {
        description: 'Longest user id.',
        unit: 'characters',
        allowed: UNLIMITED,
        env: ['PRESENCE_MAX_USER_ID_LENGTH'],
      }),
      grace: setting(seconds().default(0), {
        description:
          'Time in which a member who left may return without `member_removed` and `member_added`.',
        unit: 'seconds',
        env: ['PRESENCE_GRACE', 'PRESENCE_UNGRACEFUL_TIMEOUT_SECONDS'],
      }),
    })
    .prefault({}),
  { description: 'Presence channels. An app may have its own limits.' },
);
