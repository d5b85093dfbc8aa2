import fc from 'fast-check';
import { redactFields } from '../logging/redact.js';
import { ConfigurationError } from './configuration-error.js';
import { loadConfiguration } from './load-configuration.js';
import { APNS_PRIVATE_KEY, SERVICE_ACCOUNT, VAPID } from './push/testing/sample-credentials.js';
import { redactConfiguration } from './redact-configuration.js';
import { load } from './testing/load.js';

/** Each loads a whole configuration: what is found with more is found on other days. */
const few = { numRuns: 20 };

const canary = fc.stringMatching(/^[A-Za-z0-9]{12,24}$/).map((text) => `canary${text}`);

const outcomeOf = (text: string, env: Record<string, string> = {}) => {
  try {
    return loadConfiguration({ argv: ['-c', 'a.json'], env, cwd: '/', readFile: () => text });
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
};

test('a dump of the configuration holds no secret, passphrase or webhook', () => {
  const event_types = ['annotation_created'];
  const credentials = { access_key_id: 'canary', secret_access_key: 'canary' };
  const webhooks = [
    { url: 'https://user:canary@a.example/canary', event_types, headers: { 'X-Own': 'canary' } },
    { lambda: { function_name: 'f', client_options: { credentials } }, event_types },
  ];
  const { configuration, warnings } = load({
    file: {
      ssl: { cert_path: 'c', key_path: 'k', passphrase: 'canary' },
      app_manager: { array: { apps: [{ id: 'a', key: 'b', secret: 'canary', webhooks }] } },
    },
  });
  const dump = redactConfiguration(configuration);
  expect(JSON.stringify(dump)).not.toContain('canary');
  expect(JSON.stringify(warnings)).not.toContain('canary');
  expect(dump).toMatchObject({
    port: 6001,
    appManager: { apps: [{ id: 'a', secret: '[redacted]', webhooks: 2 }] },
  });
  // Whoever logs an endpoint itself tells neither headers nor credentials.
  const logged = redactFields({ endpoints: configuration.appManager.apps[0]?.webhooks });
  expect(JSON.stringify(logged)).toContain('[redacted]');
  expect(JSON.stringify(logged).replace('https://a.example/canary', '')).not.toContain('canary');
});

test('no message repeats what a wrong webhook holds', () => {
  fc.assert(
    fc.property(canary, (secret) => {
      const webhooks = [
        { url: `ftp://user:${secret}@a.example/${secret}`, event_types: [secret.repeat(3)] },
        { url: `https://user:%${secret}@a`, headers: { 'X-Own': `${secret}\n`, 'X-Other': [secret] } },
        { lambda: { function_name: [secret], client_options: { credentials: secret } } },
        { lambda: { client_options: { credentials: { access_key_id: [secret], secret_access_key: 3 } } } },
        { url: 'https://a.example', event_types: [], filter: { channel_pattern: `(${secret}+)+` } },
        { id: `${secret} `, retry: secret, batching: { size: secret }, ordered: secret },
        secret,
      ];
      const env = { SOCKUDO_DEFAULT_APP_WEBHOOKS: JSON.stringify(webhooks) };
      const app = { id: 'a', key: 'b', secret: 'c', webhooks };
      const outcomes = [
        outcomeOf('{}', env),
        outcomeOf(JSON.stringify({ app_manager: { array: { apps: [app] } } })),
      ];
      for (const outcome of outcomes) {
        expect(outcome).toBeInstanceOf(ConfigurationError);
        expect(JSON.stringify(outcome)).not.toContain('canary');
        expect(String(outcome)).not.toContain('canary');
      }
    }),
    few,
  );
});

test.each([
  [{ REDIS_URL: 'rediss://app:canary@host:7/0' }],
  [{ REDIS_URL: 'redis://:can%40ary@host' }],
  [{ DATABASE_REDIS_PASSWORD: 'canary' }],
  [
    {
      SOKETI_DB_REDIS_PASSWORD: 'canary',
      SOKETI_DB_REDIS_SENTINEL_PASSWORD: 'canary',
      SOKETI_DB_REDIS_SENTINELS: 'a',
    },
  ],
  [
    {
      SOKETI_ADAPTER_REDIS_CLUSTER_MODE: '1',
      REDIS_CLUSTER_NODES: 'a',
      DATABASE_REDIS_CLUSTER_PASSWORD: 'canary',
    },
  ],
])('a dump of the configuration from %j holds no password', (names) => {
  const { configuration } = load({ env: { ADAPTER_DRIVER: 'redis', ...names } });
  const dump = redactConfiguration(configuration);
  expect(dump).toMatchObject({ redis: { keyPrefix: 'shoal:' } });
  expect(JSON.stringify(dump)).toContain('[redacted]');
  expect(JSON.stringify(dump)).not.toMatch(/canary|can@ary|can%40ary/);
});

test('no message repeats a password of Redis', () => {
  fc.assert(
    fc.property(canary, (secret) => {
      const redis = {
        url: `redis://app:${secret}@ho st`,
        host: secret,
        password: [secret],
        sentinels: [`redis://:${secret}@host`, { host: 'a', password: secret }],
        sentinel_password: { nested: secret },
        cluster: { nodes: secret, nat_map: { 'a:1': `redis://${secret}@b` } },
        key_prefix: `{${secret}}`,
      };
      const outcome = outcomeOf(JSON.stringify({ adapter: { driver: 'redis' }, database: { redis } }));
      expect(outcome).toBeInstanceOf(ConfigurationError);
      expect(JSON.stringify(outcome)).not.toContain('canary');
      expect(String(outcome)).not.toContain('canary');
    }),
    few,
  );
});

test("a dump of the configuration holds no credential of push and none of their providers' tokens", () => {
  const account = { ...SERVICE_ACCOUNT, client_email: 'canary@a.example', private_key_id: 'canary' };
  const { configuration, warnings } = load({
    env: {
      FCM_SERVICE_ACCOUNT_JSON: JSON.stringify(account),
      FCM_PROVIDER_TOKEN: 'canary',
      APNS_TEAM_ID: 'T',
      APNS_KEY_ID: 'K',
      APNS_PRIVATE_KEY,
      VAPID_PRIVATE_KEY: VAPID.privateKey,
      VAPID_CONTACT: 'mailto:ops@a.example',
      HMS_APP_ID: '7',
      HMS_CLIENT_SECRET: 'canary',
      WNS_PACKAGE_SID: 'p',
      WNS_CLIENT_SECRET: 'canary',
      PUSH_CREDENTIAL_ENCRYPTION_KEY: 'canary1,canary2',
    },
  });
  const dump = JSON.stringify([redactConfiguration(configuration), warnings]);
  expect(dump).toContain('"teamId":"T"');
  const body = (pem: string) => pem.split('\n')[1] ?? pem;
  const secrets = [VAPID.privateKey, ...[APNS_PRIVATE_KEY, SERVICE_ACCOUNT.private_key].map(body)];
  for (const secret of ['canary', ...secrets]) expect(dump).not.toContain(secret);
});

test('no message repeats a credential of push', () => {
  fc.assert(
    fc.property(canary, (secret) => {
      const push = {
        credential_encryption_key: { nested: secret },
        fcm: { service_account_json: `{"type":"${secret}","private_key":"${secret}"}`, endpoint: secret },
        apns: { private_key: `-----BEGIN PRIVATE KEY-----\n${secret}`, endpoint: `https://${secret}@a` },
        webpush: { vapid_private_key: secret, vapid_contact: secret, denied_hosts: [`/${secret}`] },
        hms: { client_secret: [secret], provider_token: secret },
        wns: secret,
      };
      const outcome = outcomeOf(
        JSON.stringify({ push, push_rules: [secret, { channel_pattern: [secret] }] }),
      );
      expect(outcome).toBeInstanceOf(ConfigurationError);
      expect(JSON.stringify(outcome)).not.toContain('canary');
      expect(String(outcome)).not.toContain('canary');
    }),
    few,
  );
});

test('no message repeats a value, whatever else is wrong', () => {
  fc.assert(
    fc.property(canary, (secret) => {
      const app = {
        id: secret.repeat(20),
        key: [secret],
        secret: { nested: secret },
        webhooks: secret,
        enabled: secret,
      };
      const file = {
        port: secret,
        cors: { origin: { a: secret } },
        ssl: { passphrase: [secret] },
        typo: secret,
      };
      const text = JSON.stringify({ ...file, app_manager: { array: { apps: [app] } } });
      const outcome = outcomeOf(text, { SSL_HTTP_PORT: secret, SOCKUDO_UNKNOWN: secret });
      expect(outcome).toBeInstanceOf(ConfigurationError);
      expect(JSON.stringify(outcome)).not.toContain('canary');
      expect(String(outcome)).not.toContain('canary');
      const broken = outcomeOf(`{"secret": "${secret}", ${secret}}`);
      expect(String(broken)).not.toContain('canary');
    }),
    few,
  );
});

test('no warning repeats a value', () => {
  const env = {
    SOKETI_DB_REDIS_PASSWORD: 'canary',
    SOKETI_DB_MYSQL_PASSWORD: 'canary',
    SOCKUDO_DEFAULT_APP_SECRET: 'canary',
    NODE_ENV: 'production',
  };
  expect(JSON.stringify(load({ env }).warnings)).not.toContain('canary');
});

test('whatever JSON a file holds, the outcome is a configuration or a ConfigurationError', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => expect(outcomeOf(text)).toBeDefined()),
    { numRuns: 60 },
  );
});

test('the same for known keys with any value', () => {
  const key = fc.constantFrom(
    'port',
    'metrics',
    'compat',
    'app_manager',
    'appManager.array',
    'appManager.array.apps',
    'cors',
    'drain',
    'ssl',
    'database',
    'database.redis',
    'adapter',
    'push',
    'push.fcm',
    'push_rules',
  );
  const inner = fc.constantFrom(
    'apps',
    'array',
    'labels',
    'origin',
    'window',
    'certPath',
    'prometheus',
    'policy',
    'limits',
    'redis',
    'cluster',
    'sentinels',
    'url',
  );
  const tree = fc.dictionary(
    key,
    fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.dictionary(inner, fc.jsonValue({ maxDepth: 3 }))),
  );
  const apps = fc.array(fc.dictionary(inner, fc.jsonValue({ maxDepth: 3 })));
  fc.assert(
    fc.property(tree, apps, (file, list) => {
      expect(outcomeOf(JSON.stringify(file))).toBeDefined();
      expect(outcomeOf(JSON.stringify({ 'appManager.array.apps': list }))).toBeDefined();
    }),
    few,
  );
});

test('a file nested without end is refused, not followed', () => {
  const text = `{"cors":{"origin":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
  expect(String(outcomeOf(text))).toContain('nested too deeply');
});
