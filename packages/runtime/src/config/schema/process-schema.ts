import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  booleanOnly,
  milliseconds,
  portName,
  rustLogLevel,
  sockudoLogFormat,
} from '../setting/environment-name.js';
import { section, setting } from '../setting/setting.js';
import { limit, port, seconds, text, UNLIMITED, wholeNumberFrom } from '../setting/values.js';

/** `/realtime/` and `realtime` both mean `/realtime`; `/` means none, which is the empty string. */
function normalisePathPrefix(prefix: string): string {
  return ['', ...prefix.split('/').filter(Boolean)].join('/');
}

/** The keys at the top of the file. */
export const rootSettings = {
  host: setting(text().default('0.0.0.0'), {
    description: 'Address that the server listens on.',
    env: ['HOST', 'SOKETI_HOST'],
  }),
  port: setting(port().default(6001), {
    description: 'Public port: WebSockets and the REST API. 0 takes a free one.',
    env: [portName('PORT'), portName('SOKETI_PORT')],
  }),
  mode: setting(z.string().default('development'), {
    description:
      'What kind of installation this is. `production` warns about the published default secret; other words change nothing.',
    env: ['ENVIRONMENT', 'NODE_ENV', 'SOKETI_MODE'],
  }),
  pathPrefix: setting(z.string().default('/').transform(normalisePathPrefix), {
    description: 'Path under which every public route is served.',
    env: ['PATH_PREFIX', 'SOKETI_PATH_PREFIX'],
  }),
  shutdownGracePeriod: setting(seconds().default(30), {
    description: 'Overall deadline of a shutdown, draining included.',
    unit: 'seconds',
    env: ['SHUTDOWN_GRACE_PERIOD', milliseconds('SOKETI_SHUTDOWN_GRACE_PERIOD')],
  }),
  userAuthenticationTimeout: setting(seconds().default(30), {
    description: 'Time that a connection has to authorise itself when `authorized_connections` is on.',
    unit: 'seconds',
    env: ['USER_AUTHENTICATION_TIMEOUT', milliseconds('SOKETI_USER_AUTHENTICATION_TIMEOUT')],
  }),
  authorizedConnections: setting(z.boolean().default(false), {
    description:
      'Close connections with 4009 that neither sign in nor join a private channel within `user_authentication_timeout`.',
    env: ['AUTHORIZED_CONNECTIONS'],
  }),
  activityTimeout: setting(wholeNumberFrom(1).default(120), {
    description: 'Silence after which client or server sends a ping.',
    unit: 'seconds',
    env: ['ACTIVITY_TIMEOUT'],
  }),
  pongTimeout: setting(wholeNumberFrom(1).default(30), {
    description: 'Time that a client has to answer a ping before it is closed with 4201.',
    unit: 'seconds',
    env: ['PONG_TIMEOUT'],
  }),
  maxConnections: setting(limit(), {
    description: 'Connections that this node accepts, all apps together.',
    allowed: UNLIMITED,
    env: ['SOCKUDO_MAX_CONNECTIONS'],
  }),
  debug: setting(z.boolean().default(false), {
    description: 'Makes `debug` the default of `log_level`.',
    env: [booleanOnly('DEBUG'), booleanOnly('DEBUG_MODE'), booleanOnly('SOKETI_DEBUG')],
  }),
  logFormat: setting(z.enum(['json', 'text']).default('json'), {
    description: 'One JSON object a line, or text for people.',
    defaultText: '`text` on a terminal, else `json`',
    env: ['LOG_FORMAT', sockudoLogFormat],
  }),
  logLevel: setting(z.enum(['error', 'warn', 'info', 'debug', 'trace']).default('info'), {
    description: 'Least important level that is logged.',
    defaultText: '`info`; `debug` when `debug` is on',
    env: ['LOG_LEVEL', rustLogLevel],
  }),
  compat: setting(z.array(z.enum(['soketi', 'pusher'])).default([]), {
    description:
      "Habits of other servers: `soketi` takes over its answers where the official protocol says otherwise; `pusher` makes the official service's limits the defaults.",
    env: ['COMPAT'],
  }),
};

export const drainSection = section(
  z
    .strictObject({
      delay: setting(seconds().default(5), {
        description: 'Time of normal service after the stop signal, while load balancers learn of it.',
        unit: 'seconds',
        defaultText: '`5`, at most a sixth of `shutdown_grace_period`',
        env: ['DRAIN_DELAY'],
      }),
      window: setting(seconds().default(20), {
        description: 'Time over which the connections are closed, spread evenly in random order.',
        unit: 'seconds',
        defaultText: '`20`, at most two thirds of `shutdown_grace_period`',
        env: ['DRAIN_WINDOW'],
      }),
      presenceGrace: setting(seconds().default(5), {
        description: 'Time in which a presence member closed by the drain may return unnoticed.',
        unit: 'seconds',
        env: ['DRAIN_PRESENCE_GRACE'],
      }),
    })
    .prefault({}),
  { description: 'How a node leaves on SIGTERM or SIGINT.' },
);

export const nodeSection = section(
  z
    .strictObject({
      id: setting(
        text()
          .max(128)
          .default(() => randomUUID()),
        {
          description: 'Name of this node in the cluster and in its logs. Must be unique.',
          defaultText: 'random',
          env: ['NODE_ID', 'INSTANCE_PROCESS_ID'],
        },
      ),
      environment: setting(text().optional(), {
        description: 'Environment told by the metric `node_info`.',
        env: ['NODE_ENVIRONMENT', 'ENVIRONMENT'],
      }),
      region: setting(text().optional(), {
        description: 'Region told by the metric `node_info`.',
        env: ['NODE_REGION'],
      }),
    })
    .prefault({}),
  { description: 'Who this node is.' },
);
