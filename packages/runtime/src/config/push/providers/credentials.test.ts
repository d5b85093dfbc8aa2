import { load, refusalOf } from '../../testing/load.js';
import { APNS_PRIVATE_KEY, SERVICE_ACCOUNT, VAPID } from '../testing/sample-credentials.js';

const providersOf = (env: Record<string, string>, files: Record<string, string> = {}) =>
  load({ env, files }).configuration.push.providers;

const JSON_TEXT = JSON.stringify(SERVICE_ACCOUNT);
const MAIL = 'mailto:ops@shop.example';

describe('a service account of Google', () => {
  test('turns FCM on', () => {
    const { private_key: privateKey, token_uri: tokenUri } = SERVICE_ACCOUNT;
    expect(providersOf({ FCM_SERVICE_ACCOUNT_JSON: JSON_TEXT }).fcm).toEqual({
      isEnabled: true,
      endpoint: 'https://fcm.googleapis.com',
      credential: {
        provider: 'fcm',
        serviceAccount: {
          projectId: 'shop-1',
          clientEmail: 'push@shop-1.example',
          privateKey,
          privateKeyId: 'k1',
          tokenUri,
        },
      },
    });
  });

  test('may be in a file, which stands back behind the text itself', () => {
    const files = { '/etc/fcm.json': JSON.stringify({ ...SERVICE_ACCOUNT, project_id: 'of-the-file' }) };
    const projectOf = (env: Record<string, string>) =>
      providersOf(env, files).fcm.credential?.serviceAccount.projectId;
    const GOOGLE_APPLICATION_CREDENTIALS = '/etc/fcm.json';
    expect(projectOf({ GOOGLE_APPLICATION_CREDENTIALS })).toBe('of-the-file');
    expect(projectOf({ GOOGLE_APPLICATION_CREDENTIALS, FCM_SERVICE_ACCOUNT_JSON: JSON_TEXT })).toBe('shop-1');
    expect(projectOf({ FCM_SERVICE_ACCOUNT_JSON_PATH: '/etc/fcm.json', FCM_PROJECT_ID: 'own' })).toBe('own');
  });

  test('needs neither id nor place of tokens', () => {
    const { private_key_id: _, token_uri: __, ...least } = SERVICE_ACCOUNT;
    const account = providersOf({ FCM_SERVICE_ACCOUNT_JSON: JSON.stringify(least) }).fcm.credential;
    expect(account?.serviceAccount).toMatchObject({ tokenUri: 'https://oauth2.googleapis.com/token' });
    expect(account?.serviceAccount).not.toHaveProperty('privateKeyId');
  });

  test.each([
    ['not JSON', '{', "must be the JSON of a Google service account's key. Without FCM"],
    ['of a user', JSON.stringify({ ...SERVICE_ACCOUNT, type: 'authorized_user' }), 'its type has to be'],
    ['without project', JSON.stringify({ ...SERVICE_ACCOUNT, project_id: '' }), 'its project_id is missing'],
    [
      'with another key',
      JSON.stringify({ ...SERVICE_ACCOUNT, private_key: APNS_PRIVATE_KEY }),
      'its private_key has to be PEM of an RSA',
    ],
    [
      'with plain HTTP',
      JSON.stringify({ ...SERVICE_ACCOUNT, token_uri: 'http://a.example' }),
      'its token_uri has to be an `https://` URL',
    ],
  ])('%s is refused, naming where it came from', (_, text, words) => {
    const env = { GOOGLE_APPLICATION_CREDENTIALS: '/etc/fcm.json' };
    expect(refusalOf({ env, files: { '/etc/fcm.json': text } })).toEqual([
      {
        key: 'push.fcm.service_account_json',
        source: 'GOOGLE_APPLICATION_CREDENTIALS',
        message: expect.stringContaining(words),
      },
    ]);
  });

  test('a file that is not there is refused; with FCM off nobody looks for it', () => {
    const env = { FCM_SERVICE_ACCOUNT_JSON_PATH: 'fcm.json' };
    expect(refusalOf({ env })).toEqual([
      {
        key: 'push.fcm.service_account_json_path',
        source: 'FCM_SERVICE_ACCOUNT_JSON_PATH',
        message: 'there is no such file',
      },
    ]);
    expect(providersOf({ ...env, PUSH_FCM_ENABLED: 'false' }).fcm.isEnabled).toBe(false);
  });
});

describe("Apple's token key", () => {
  const env = { APNS_TEAM_ID: 'T', APNS_KEY_ID: 'K' };

  test('may stand in one line, as variables often have it', () => {
    const oneLine = APNS_PRIVATE_KEY.trim().replaceAll('\n', '\\n');
    expect(providersOf({ ...env, APNS_PRIVATE_KEY: oneLine, APNS_TOPIC: 'com.shop' }).apns).toMatchObject({
      isEnabled: true,
      topic: 'com.shop',
      credential: { kind: 'token', privateKey: APNS_PRIVATE_KEY, topic: 'com.shop' },
    });
  });

  test.each([[SERVICE_ACCOUNT.private_key], ['none']])('another key is refused', (key) => {
    expect(refusalOf({ env: { ...env, APNS_PRIVATE_KEY: key } })).toMatchObject([
      { key: 'push.apns.private_key', message: expect.stringContaining('P-256') },
    ]);
  });
});

describe('VAPID', () => {
  const credentialOf = (privateKey: string) =>
    providersOf({ VAPID_CONTACT: MAIL, VAPID_PRIVATE_KEY: privateKey }).webPush.credential;

  test.each([
    ['base64url', VAPID.privateKey],
    ['base64', Buffer.from(VAPID.privateKey, 'base64url').toString('base64')],
    ['PEM', APNS_PRIVATE_KEY],
  ])('the private key in %s tells the public one', (_, key) => {
    expect(credentialOf(key)).toEqual({ provider: 'webPush', ...VAPID, contact: MAIL });
  });

  test.each([['short'], ['A'.repeat(43)], [SERVICE_ACCOUNT.private_key]])('%s is no key', (key) => {
    const env = { VAPID_CONTACT: MAIL, VAPID_PRIVATE_KEY: key };
    expect(refusalOf({ env })).toMatchObject([{ key: 'push.webpush.vapid_private_key' }]);
  });

  test('a public key of another pair is refused', () => {
    const env = { VAPID_CONTACT: MAIL, VAPID_PRIVATE_KEY: VAPID.privateKey };
    const other = Buffer.from(VAPID.publicKey, 'base64url').fill(7, 1, 33).toString('base64url');
    expect(() => load({ env: { ...env, VAPID_PUBLIC_KEY: VAPID.publicKey } })).not.toThrow();
    expect(refusalOf({ env: { ...env, VAPID_PUBLIC_KEY: other } })).toMatchObject([
      { key: 'push.webpush.vapid_public_key', source: 'VAPID_PUBLIC_KEY' },
    ]);
  });
});

test.each([
  [{ APNS_PRIVATE_KEY }, ['push.apns.team_id', 'push.apns.key_id'], 'PUSH_APNS_ENABLED'],
  [{ VAPID_PRIVATE_KEY: VAPID.privateKey }, ['push.webpush.vapid_contact'], 'PUSH_WEBPUSH_ENABLED'],
  [{ HMS_CLIENT_SECRET: 's' }, ['push.hms.app_id'], 'PUSH_HMS_ENABLED'],
  [{ WNS_CLIENT_SECRET: 's' }, ['push.wns.package_sid'], 'PUSH_WNS_ENABLED'],
])('a secret without what belongs to it is refused, unless the provider is off', (env, keys, name) => {
  expect(refusalOf({ env }).map(({ key }) => key)).toEqual(keys);
  expect(() => load({ env: { ...env, [name]: '0' } })).not.toThrow();
});

test('a provider that is on needs no credential here: apps may have their own', () => {
  expect(providersOf({ PUSH_FCM_ENABLED: '1' }).fcm).toEqual({
    isEnabled: true,
    endpoint: 'https://fcm.googleapis.com',
  });
});

test.each([
  ['FCM_ENDPOINT', 'http://fcm.example'],
  ['APNS_ENDPOINT', 'https://user:pass@a.example'],
  ['HMS_ENDPOINT', 'https://a.example/?a=b'],
  ['HMS_TOKEN_URI', 'a.example'],
])('%s=%s is no place for tokens', (name, url) => {
  expect(refusalOf({ env: { [name]: url } })).toMatchObject([
    { source: name, message: expect.stringContaining('https://') },
  ]);
});
