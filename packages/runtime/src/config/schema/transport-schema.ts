import { z } from 'zod';
import { booleanAs, portName } from '../setting/environment-name.js';
import { section, setting } from '../setting/setting.js';
import { limit, port, text, UNLIMITED, wholeNumberFrom, words } from '../setting/values.js';

const MEBIBYTE = 1024 * 1024;

export const websocketSection = section(
  z
    .strictObject({
      maxMessageSize: setting(wholeNumberFrom(1).default(MEBIBYTE), {
        description: 'Largest frame that a client may send.',
        unit: 'bytes',
        env: ['WEBSOCKET_MAX_MESSAGE_SIZE'],
      }),
      maxBackpressure: setting(wholeNumberFrom(1).default(MEBIBYTE), {
        description: 'Bytes that may wait for one slow client.',
        unit: 'bytes',
        env: ['WEBSOCKET_MAX_BACKPRESSURE'],
      }),
      maxProcessBackpressure: setting(wholeNumberFrom(1).default(256 * MEBIBYTE), {
        description: 'Bytes that may wait for all slow clients of this process together.',
        unit: 'bytes',
        env: ['WEBSOCKET_MAX_PROCESS_BACKPRESSURE'],
      }),
      slowConsumer: setting(z.enum(['disconnect', 'drop']).default('disconnect'), {
        description: 'What happens to a client over `max_backpressure`: it is closed, or loses messages.',
        env: [
          'WEBSOCKET_SLOW_CONSUMER',
          booleanAs('WEBSOCKET_DISCONNECT_ON_BUFFER_FULL', { true: 'disconnect', false: 'drop' }),
        ],
      }),
    })
    .prefault({}),
  { description: 'Limits of the socket itself.' },
);

export const httpApiSection = section(
  z
    .strictObject({
      requestLimitInMb: setting(z.number().positive().default(10), {
        description: 'Largest request body.',
        unit: 'MB (1024 KB)',
        env: ['HTTP_API_REQUEST_LIMIT_IN_MB'],
      }),
      directPublish: setting(z.boolean().default(true), {
        description:
          'Answers plain publishes before the HTTP server of Node.js has to read them, in half the time. Not with TLS, and not while addresses are limited.',
        env: ['HTTP_API_DIRECT_PUBLISH'],
      }),
      usageEnabled: setting(z.boolean().default(true), {
        description: 'Serves `/usage`, the memory in use.',
        env: ['HTTP_API_USAGE_ENABLED'],
      }),
      acceptTraffic: section(
        z
          .strictObject({
            memoryThreshold: setting(
              z
                .number()
                .positive()
                .max(100)
                .transform((share) => (share > 1 ? share / 100 : share))
                .default(0.9),
              {
                description:
                  'Share of memory in use above which `/accept-traffic` refuses. A number above 1 is a percentage.',
                env: [
                  'HTTP_API_ACCEPT_TRAFFIC_MEMORY_THRESHOLD',
                  'SOKETI_HTTP_ACCEPT_TRAFFIC_MEMORY_THRESHOLD',
                ],
              },
            ),
          })
          .prefault({}),
        { description: 'The `/accept-traffic` check.' },
      ),
      maxChannelsListed: setting(limit(), {
        description: 'Channels that one answer of `GET /channels` may hold.',
        allowed: UNLIMITED,
        env: ['HTTP_API_MAX_CHANNELS_LISTED'],
      }),
    })
    .prefault({}),
  { description: 'The REST API.' },
);

export const corsSection = section(
  z
    .strictObject({
      origin: setting(words().default(['*']), {
        description: 'Origins that may read answers.',
        env: ['CORS_ORIGINS'],
      }),
      methods: setting(words().default(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']), {
        description: 'Methods that a page of another origin may use.',
        env: ['CORS_METHODS'],
      }),
      headers: setting(
        words().default(['Authorization', 'Content-Type', 'X-Requested-With', 'Accept', 'X-Idempotency-Key']),
        {
          description: 'Request headers that a page of another origin may send.',
          env: ['CORS_HEADERS'],
          aliases: ['allowedHeaders'],
        },
      ),
      credentials: setting(z.boolean().default(true), {
        description: 'Allows cookies and authorisation headers. Always off while `origin` holds `*`.',
        env: ['CORS_CREDENTIALS'],
      }),
    })
    .prefault({}),
  { description: 'Cross-origin requests to the REST API.' },
);

export const sslSection = section(
  z
    .strictObject({
      enabled: setting(z.boolean().default(false), {
        description: 'Serves TLS on the public port.',
        defaultText: 'on when both `cert_path` and `key_path` are given',
        env: ['SSL_ENABLED'],
      }),
      certPath: setting(text().optional(), {
        description: 'PEM file with the certificate and its chain.',
        env: ['SSL_CERT_PATH', 'SOKETI_SSL_CERT'],
      }),
      keyPath: setting(text().optional(), {
        description: 'PEM file with the private key.',
        env: ['SSL_KEY_PATH', 'SOKETI_SSL_KEY'],
      }),
      passphrase: setting(text().optional(), {
        description: 'Passphrase of the private key.',
        env: ['SSL_PASSPHRASE', 'SOKETI_SSL_PASS'],
      }),
      caPath: setting(text().optional(), {
        description: 'PEM file with further certificate authorities.',
        env: ['SSL_CA_PATH', 'SOKETI_SSL_CA'],
      }),
      redirectHttp: setting(z.boolean().default(false), {
        description: 'Answers plain HTTP on `http_port` with a redirect to https.',
        env: ['SSL_REDIRECT_HTTP'],
      }),
      httpPort: setting(port().default(80), {
        description: 'Port of that redirect.',
        env: [portName('SSL_HTTP_PORT')],
      }),
    })
    .prefault({}),
  { description: 'TLS on the public port.' },
);

export const unixSocketSection = section(
  z
    .strictObject({
      enabled: setting(z.boolean().default(false), {
        description: 'Listens on a Unix socket instead of `host` and `port`.',
        env: ['UNIX_SOCKET_ENABLED'],
      }),
      path: setting(text().default('/var/run/sockudo/sockudo.sock'), {
        description: 'Path of the socket.',
        env: ['UNIX_SOCKET_PATH'],
      }),
      permissionMode: setting(
        z
          .string()
          .regex(/^0?[0-7]{3}$/)
          .transform((mode) => Number.parseInt(mode, 8))
          .default(0o660),
        {
          description: 'File mode of the socket, in octal.',
          allowed: 'three octal digits',
          defaultText: '`660`',
          env: ['UNIX_SOCKET_PERMISSION_MODE'],
        },
      ),
    })
    .prefault({}),
  { description: 'A Unix socket instead of the public port.' },
);
