import { z } from 'zod';
import { section, setting } from '../setting/setting.js';
import { limit, seconds, sizeLimit, text, UNLIMITED, wholeNumberFrom, words } from '../setting/values.js';
import { endpointSchema } from '../webhooks/endpoint-schema.js';

const SERVER_DEFAULT = "the server's limit";

/** The names that set a value of the default app. */
function defaultApp(sockudo: string, ...soketi: readonly string[]): string[] {
  return [`SOCKUDO_DEFAULT_APP_${sockudo}`, ...soketi.map((name) => `SOKETI_DEFAULT_APP_${name}`)];
}

/** A limit that falls back to the server's own. */
function ownLimit(name: string, description: string) {
  const schema = name.endsWith('_IN_KB') ? sizeLimit() : limit();
  return setting(schema, {
    description,
    ...(name.endsWith('_IN_KB') ? { unit: 'KB (1024 bytes)' } : {}),
    allowed: `a number above 0; 0, -1 or nothing = ${SERVER_DEFAULT}`,
    defaultText: SERVER_DEFAULT,
    env: defaultApp(name),
  });
}

const limitsSection = section(
  z
    .strictObject({
      maxConnections: setting(limit(), {
        description: 'Connections of this app.',
        allowed: UNLIMITED,
        env: defaultApp('MAX_CONNECTIONS', 'MAX_CONNS'),
      }),
      maxClientEventsPerSecond: setting(limit(), {
        description: 'Client events that one connection may send in `decay_seconds`.',
        allowed: UNLIMITED,
        env: defaultApp('MAX_CLIENT_EVENTS_PER_SECOND', 'MAX_CLIENT_EVENTS_PER_SEC'),
        aliases: ['maxClientEventsPerSec'],
      }),
      decaySeconds: setting(seconds().positive().default(1), {
        description: 'Window of `max_client_events_per_second`.',
        unit: 'seconds',
      }),
      terminateOnLimit: setting(z.boolean().default(false), {
        description: 'Closes a connection over `max_client_events_per_second` instead of refusing the event.',
      }),
      maxBackendEventsPerSecond: setting(limit(), {
        description: 'Events that the backend may publish in a second, one for each channel.',
        allowed: UNLIMITED,
        env: defaultApp('MAX_BACKEND_EVENTS_PER_SECOND', 'MAX_BACKEND_EVENTS_PER_SEC'),
        aliases: ['maxBackendEventsPerSec'],
      }),
      maxReadRequestsPerSecond: setting(limit(), {
        description: 'Reading REST requests in a second.',
        allowed: UNLIMITED,
        env: defaultApp('MAX_READ_REQUESTS_PER_SECOND', 'MAX_READ_REQ_PER_SEC'),
        aliases: ['maxReadRequestsPerSec', 'maxReadReqPerSec'],
      }),
      maxPresenceMembersPerChannel: ownLimit(
        'MAX_PRESENCE_MEMBERS_PER_CHANNEL',
        'Members of one presence channel.',
      ),
      maxPresenceMemberSizeInKb: ownLimit(
        'MAX_PRESENCE_MEMBER_SIZE_IN_KB',
        'Largest `user_info` of a member.',
      ),
      maxChannelNameLength: ownLimit('MAX_CHANNEL_NAME_LENGTH', 'Longest channel name.'),
      maxEventNameLength: ownLimit('MAX_EVENT_NAME_LENGTH', 'Longest event name.'),
      maxEventChannelsAtOnce: ownLimit(
        'MAX_EVENT_CHANNELS_AT_ONCE',
        'Channels that one event may be sent to.',
      ),
      maxEventPayloadInKb: ownLimit('MAX_EVENT_PAYLOAD_IN_KB', 'Largest data of one event.'),
      maxEventBatchSize: ownLimit('MAX_EVENT_BATCH_SIZE', 'Events in one batch.'),
      messageRateLimit: section(
        z
          .strictObject({
            enabled: setting(z.boolean().default(false), {
              description: 'Limits all frames that one connection sends.',
            }),
            maxAttempts: setting(wholeNumberFrom(1).default(60), { description: 'Frames in a window.' }),
            decaySeconds: setting(seconds().positive().default(60), {
              description: 'Length of the window.',
              unit: 'seconds',
            }),
            terminateOnLimit: setting(z.boolean().default(false), {
              description: 'Closes a connection over the limit instead of refusing the frame.',
            }),
          })
          .prefault({}),
        { description: 'Limit on all frames of one connection.' },
      ),
    })
    .prefault({}),
  { description: 'Limits of the app.' },
);

const featuresSection = section(
  z
    .strictObject({
      enableClientMessages: setting(z.boolean().default(false), {
        description: 'Allows client events.',
        env: [
          ...defaultApp('ENABLE_CLIENT_MESSAGES', 'ENABLE_CLIENT_MESSAGES'),
          'SOCKUDO_ENABLE_CLIENT_MESSAGES',
        ],
      }),
      enableUserAuthentication: setting(z.boolean().default(false), {
        description: 'Allows users to sign in.',
        env: defaultApp('ENABLE_USER_AUTHENTICATION', 'USER_AUTHENTICATION'),
      }),
      enableWatchlistEvents: setting(z.boolean().default(false), {
        description: 'Tells users who of their watchlist is online.',
        env: defaultApp('ENABLE_WATCHLIST_EVENTS'),
      }),
      enableSubscriptionCount: setting(z.boolean().default(false), {
        description: 'Sends `pusher_internal:subscription_count` to subscribers.',
        env: defaultApp('ENABLE_SUBSCRIPTION_COUNT'),
      }),
    })
    .prefault({}),
  { description: 'What clients of the app may do.' },
);

/** Ids and keys stand in URLs and metric labels, so no white space, slash or control character. */
const identifier = () => z.string().regex(/^[^\s/?#\p{Cc}]{1,255}$/u);

/** One app, in its nested form. The other spellings are brought into it before it is checked. */
export const appSchema = z.strictObject({
  id: setting(identifier(), {
    description: 'Id of the app.',
    allowed: 'text of 1 to 255 characters without white space, `/`, `?` or `#`',
    env: defaultApp('ID', 'ID'),
  }),
  key: setting(identifier(), {
    description: 'Public key of the app.',
    allowed: 'text of 1 to 255 characters without white space, `/`, `?` or `#`',
    env: defaultApp('KEY', 'KEY'),
  }),
  secret: setting(text(), {
    description: 'Secret of the app.',
    allowed: 'text that is not empty',
    env: defaultApp('SECRET', 'SECRET'),
  }),
  enabled: setting(z.boolean().default(true), {
    description: 'Refuses connections with 4003 when off.',
    env: defaultApp('ENABLED', 'ENABLED'),
  }),
  limits: limitsSection,
  features: featuresSection,
  channels: section(
    z
      .strictObject({
        allowedOrigins: setting(words().default([]), {
          description: 'Origins whose pages may connect. None or `*` = all.',
          env: defaultApp('ALLOWED_ORIGINS'),
        }),
      })
      .prefault({}),
    { description: 'Who may use the channels of the app.' },
  ),
  webhooks: setting(z.array(endpointSchema).default([]), {
    description: 'Where webhooks of the app are sent.',
    allowed: 'a list of tables (JSON in the environment)',
    env: defaultApp('WEBHOOKS', 'WEBHOOKS'),
  }),
});

export const appManagerSection = section(
  z
    .strictObject({
      driver: setting(
        z
          .enum(['memory', 'array'])
          .transform(() => 'memory' as const)
          .default('memory'),
        {
          description: "Where the apps come from. `array` is soketi's word for `memory`: from here.",
          env: ['APP_MANAGER_DRIVER', 'SOKETI_APP_MANAGER_DRIVER'],
        },
      ),
      array: section(
        z
          .strictObject({
            apps: section(z.array(appSchema).default([]), {
              description:
                'The apps. Without any there is one: `app-id`, `app-key`, `app-secret`, with client events, user authentication and watchlist events on; the environment names set its values.',
            }),
          })
          .prefault({}),
        { description: 'Apps from the configuration.' },
      ),
    })
    .prefault({}),
  { description: 'The apps.' },
);
