import { z } from 'zod';
import { APNS_PRIVATE_KEY, SERVICE_ACCOUNT, VAPID } from './push/testing/sample-credentials.js';
import { configurationSettings } from './schema/configuration-schema.js';
import { keyOf, snakeCaseKey } from './setting/key-spelling.js';
import { innermost, type SettingEntry } from './setting/structure.js';
import { load } from './testing/load.js';

const settings = configurationSettings.filter(({ path }) => !path.includes('*'));

/** By the whole key, or by its last part. */
const SAMPLES: Readonly<Record<string, string>> = {
  permissionMode: '600',
  url: 'redis://own',
  endpoint: 'https://own.example',
  tokenUri: 'https://own.example/token',
  vapidContact: 'mailto:own@own.example',
  vapidPrivateKey: VAPID.privateKey,
  serviceAccountJson: JSON.stringify(SERVICE_ACCOUNT),
  'push.apns.private_key': APNS_PRIVATE_KEY,
};

/** A value that the setting takes and that can be recognised. */
function sampleOf({ path, schema }: SettingEntry): unknown {
  const inner = innermost(schema);
  if (inner instanceof z.ZodBoolean) return true;
  if (inner instanceof z.ZodNumber) return 1;
  if (inner instanceof z.ZodEnum) return inner.options[0];
  if (inner instanceof z.ZodArray) {
    return [inner.element instanceof z.ZodEnum ? inner.element.options[0] : 'pusher'];
  }
  if (inner instanceof z.ZodRecord) return path.at(-1) === 'natMap' ? { 'a:1': 'b:2' } : { region: 'eu' };
  return SAMPLES[keyOf(path)] ?? SAMPLES[String(path.at(-1))] ?? 'own';
}

function nested(keys: readonly string[], value: unknown): unknown {
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

/** Turning a switch on may need more than itself. */
const NEEDED: Readonly<Record<string, object>> = {
  'ssl.enabled': { SSL_CERT_PATH: 'a.pem', SSL_KEY_PATH: 'b.pem' },
  'ssl.redirect_http': { SSL_CERT_PATH: 'a.pem', SSL_KEY_PATH: 'b.pem' },
  'websocket.max_process_backpressure': { WEBSOCKET_MAX_BACKPRESSURE: '1' },
  'push.fcm.service_account_json_path': { PUSH_FCM_ENABLED: '0' },
  'push.apns.private_key_path': { PUSH_APNS_ENABLED: '0' },
  'push.apns.private_key': { APNS_TEAM_ID: 'a', APNS_KEY_ID: 'b' },
  'push.webpush.vapid_private_key': { VAPID_CONTACT: 'mailto:a@b.example' },
  'push.hms.client_secret': { HMS_APP_ID: 'a' },
  'push.wns.client_secret': { WNS_PACKAGE_SID: 'a' },
};

test.each(
  settings.map((setting) => [setting.path.map((key) => snakeCaseKey(String(key))), setting] as const),
)('%j may be written in snake_case, camelCase and with dots', (snake, setting) => {
  const camel = setting.path.map(String);
  const value = sampleOf(setting);
  const files = [
    nested(snake, value),
    nested(camel, value),
    { [snake.join('.')]: value },
    { [camel.join('.')]: value },
  ];
  for (const file of files) {
    const { sources } = load({ file, env: { ...NEEDED[snake.join('.')] } });
    expect(sources.get(snake.join('.'))).toBe('given.json');
  }
});

describe('the keys that the documents of other servers show', () => {
  const metrics = {
    enabled: true,
    driver: 'prometheus',
    host: '127.0.0.1',
    port: 9700,
    prometheus: { prefix: 'own_' },
  };

  test.each(Object.entries(metrics))('metrics.%s', (key, value) => {
    expect(load({ file: { metrics: { [key]: value } } }).configuration.metrics).toMatchObject({
      [key]: value,
    });
  });

  test.each([
    [{ debug: true }, { debug: true }],
    [{ log_format: 'json' }, { logFormat: 'json' }],
    [{ log_format: 'text' }, { logFormat: 'text' }],
    [{ log_level: 'trace' }, { logLevel: 'trace' }],
    [
      { metrics: { labels: { region: 'eu', shard: 3 } } },
      { metrics: { labels: { region: 'eu', shard: '3' } } },
    ],
    [{ rate_limiter: { api_rate_limit: { max_requests: 7 } } }, { rateLimiter: { api: { maxRequests: 7 } } }],
    [
      { rate_limiter: { websocket_rate_limit: { max_requests: 7 } } },
      { rateLimiter: { websocket: { maxRequests: 7 } } },
    ],
    [{ cors: { allowed_headers: ['Accept'] } }, { cors: { headers: ['Accept'] } }],
    [
      { httpApi: { acceptTraffic: { memoryThreshold: 85 } } },
      { httpApi: { acceptTraffic: { memoryThreshold: 0.85 } } },
    ],
    [{ unix_socket: { permission_mode: 640 } }, { unixSocket: { permissionMode: 0o640 } }],
    [{ metrics: { prometheus: { prefix: '' } } }, { metrics: { prometheus: { prefix: '' } } }],
    [
      { port: null, metrics: null },
      { port: 6001, metrics: { port: 9601 } },
    ],
    [
      { port: '7001', debug: 'yes' },
      { port: 7001, debug: true },
    ],
  ])('%j', (file, expected) => {
    expect(load({ file }).configuration).toMatchObject(expected);
  });

  test('max_connections = 0 is no limit', () => {
    expect(load({ file: { max_connections: 0 } }).configuration.maxConnections).toBeUndefined();
  });

  test('TOML with sections', () => {
    const file =
      'port = 7001\n[metrics]\nport = 9700\n[metrics.prometheus]\nprefix = "own_"\n[[app_manager.array.apps]]\nid = "a"\nkey = "b"\nsecret = "c"\n';
    expect(load({ file }).configuration).toMatchObject({
      port: 7001,
      metrics: { port: 9700, prometheus: { prefix: 'own_' } },
      appManager: { apps: [{ id: 'a', features: { enableClientMessages: false } }] },
    });
  });
});
