import fc from 'fast-check';
import { redactFields, redactText } from './redact.js';
import { captureLog } from './testing/capture.js';

/** Every key whose value may not be seen, in the spellings in which it turns up. */
const SECRET_KEYS = [
  'secret',
  'app_secret',
  'appSecret',
  'APP-SECRET',
  'password',
  'passphrase',
  'Authorization',
  'cookie',
  'auth',
  'auth_signature',
  'body_md5',
  'token',
  'device_token',
  'deviceToken',
  'registrationToken',
  'channelUri',
  'p256dh',
  'private_key',
  'service_account',
  'apns_key',
  'shared_secret',
  'client_secret',
  'credentialEncryptionKeys',
  'pem',
  'p12',
  'channel_data',
  'channelData',
  'user_data',
  'ciphertext',
  'nonce',
  'data',
  'payload',
];

/** Every shape by which a secret is known wherever it stands. */
const SHAPES: readonly ((secret: string) => string)[] = [
  (secret) => `POST /apps/1/events?auth_key=${secret}&auth_signature=${secret}&body_md5=x`,
  (secret) => `https://a.example/?token=${secret}`,
  (secret) => `?access_token=${secret}&secret=${secret}`,
  (secret) => `Authorization: Bearer ${secret}`,
  (secret) => `redis://user:${secret}@redis.example:6379/0`,
  (secret) => `rediss://:${secret}@redis.example`,
  (secret) => `key is -----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY----- so`,
  (secret) => `-----BEGIN EC PRIVATE KEY-----\n${secret}`,
  (secret) => `jwt eyJhbGciOiJIUzI1NiJ9.${secret}.${secret} end`,
];

const canary = fc.stringMatching(/^[A-Za-z0-9]{8,24}$/).map((text) => `canary${text}`);

test('no canary passes under a secret key, at any depth, in either format', () => {
  const place = fc.constantFrom<(value: object) => Record<string, unknown>>(
    (value) => ({ ...value }),
    (value) => ({ request: value }),
    (value) => ({ list: [{ inner: value }] }),
    (value) => ({ map: new Map([['m', value]]) }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...SECRET_KEYS),
      canary,
      place,
      fc.boolean(),
      (...[key, secret, put, isJson]) => {
        const { logger, text } = captureLog({ format: isJson ? 'json' : 'text' });
        for (const value of [secret, [secret], { nested: secret }, Buffer.from(secret)]) {
          logger.child({ fields: put({ [key]: value }) }).error('it failed', put({ [key]: value }));
        }
        expect(text()).toContain('it failed');
        expect(text()).not.toContain('canary');
      },
    ),
  );
});

test('no canary passes in a known shape: in messages, fields, keys, errors, causes and stacks', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SHAPES), canary, fc.boolean(), (shape, ...[secret, isJson]) => {
      const { logger, text } = captureLog({ format: isJson ? 'json' : 'text' });
      const leak = shape(secret);
      logger.warn(leak, { note: leak, list: [leak], [leak]: 1 });
      logger.error('it failed', {
        error: new Error(leak, { cause: new Error(leak) }),
        other: new Error(leak),
      });
      logger.error('it failed', { error: leak });
      expect(text()).not.toContain('canary');
    }),
  );
});

test('a Pusher signature is scrubbed, its key stays', () => {
  expect(redactText(`auth app-key:${'0af'.repeat(21)}0 end`)).toBe('auth app-key:[redacted] end');
});

test.each([
  [{ auth_key: 'app-key-1234' }, { auth_key: '…1234' }],
  [{ endpoint: 'https://push.example/send/abc?x=1' }, { endpoint: 'https://push.example' }],
  [{ endpoint: 'not a url' }, { endpoint: '[redacted]' }],
  [{ data: 'äbc' }, { data: '[4 bytes]' }],
  [{ payload: { a: 1 } }, { payload: '[content]' }],
  [
    { secret: null, token: undefined },
    { secret: null, token: undefined },
  ],
])('%j becomes %j', (fields, expected) => {
  expect(redactFields(fields)).toEqual(expected);
});

test.each([
  [{ authenticated: true, author: 'a', tokens: 3, secretary: 'b', data_size: 4 }],
  [{ message: 'authentication failed', url: 'https://a.example/path?x=1', time: '12:30:00' }],
])('what only looks like it stays: %j', (fields) => {
  expect(redactFields(fields)).toEqual(fields);
});

test('a long text is read once, whatever it is made of', () => {
  for (const part of [
    'x',
    'a.',
    'a-',
    'eyJ-',
    'eyJa.',
    'Bearer ',
    '://',
    ':',
    '-----BEGIN A',
    '?token',
    'a:0',
  ]) {
    const text = part.repeat(40_000 / part.length);
    const started = process.cpuUsage();
    redactText(text);
    const { user } = process.cpuUsage(started);
    // Microseconds. A walk from each letter takes as long as a thousand readings.
    expect({ part, isSlow: user > 500_000 }).toEqual({ part, isSlow: false });
  }
});

test('what is too long, too wide or too deep is cut', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`);
  const { text, list, ...rest } = redactFields({
    text: 'x'.repeat(100_000),
    list: Array(1000).fill(1),
    deep,
  });
  expect(String(text).length).toBeLessThan(17_000);
  expect(list).toHaveLength(101);
  expect(list).toContain('[900 more]');
  expect(JSON.stringify(rest)).toContain('[too deep]');
});
