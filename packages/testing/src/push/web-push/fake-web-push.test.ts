import { createECDH, createPrivateKey } from 'node:crypto';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import ece from 'http_ece';
import { type JWTPayload, SignJWT } from 'jose';
import { FakeWebPush } from './fake-web-push.js';
import type { PushSubscription } from './subscriptions.js';

let fake: FakeWebPush;
beforeAll(async () => {
  fake = await FakeWebPush.start();
});
afterAll(() => fake[Symbol.asyncDispose]());

function createVapidKey() {
  const keys = createECDH('prime256v1');
  const publicKey = keys.generateKeys();
  const [x, y] = [publicKey.toString('base64url', 1, 33), publicKey.toString('base64url', 33)];
  const jwk = { kty: 'EC', crv: 'P-256', x, y, d: keys.getPrivateKey('base64url') };
  return { publicKey: publicKey.toString('base64url'), key: createPrivateKey({ key: jwk, format: 'jwk' }) };
}

const vapid = createVapidKey();
const inHours = (hours: number) => Math.floor(Date.now() / 1_000) + hours * 3_600;

async function authorization(changed: JWTPayload = {}, k = vapid.publicKey): Promise<string> {
  const claims = { aud: fake.origin, exp: inHours(12), sub: 'mailto:me@example.com', ...changed };
  return `vapid t=${await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(vapid.key)}, k=${k}`;
}

function encrypt(plaintext: string, { p256dh, auth }: PushSubscription): Buffer {
  const privateKey = createECDH('prime256v1');
  privateKey.generateKeys();
  const [dh, authSecret] = [Buffer.from(p256dh, 'base64url'), Buffer.from(auth, 'base64url')];
  return ece.encrypt(Buffer.from(plaintext), { version: 'aes128gcm', privateKey, dh, authSecret });
}

async function post(
  subscription: PushSubscription,
  changed: Record<string, string> = {},
  body = encrypt('hello', subscription),
) {
  const headers = {
    authorization: await authorization(),
    ttl: '60',
    'content-encoding': 'aes128gcm',
    ...changed,
  };
  return await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const call = request(subscription.endpoint, {
      method: 'POST',
      headers,
      ca: fake.identity.authority,
      agent: false,
    });
    call.once('response', async (response) =>
      resolve({ status: response.statusCode, body: await text(response) }),
    );
    call.once('error', reject).end(body);
  });
}

it('takes a message, and reads it as the browser does', async () => {
  const subscription = fake.subscribe({ applicationServerKey: vapid.publicKey });
  expect(await post(subscription, { urgency: 'low', topic: 'news' })).toMatchObject({ status: 201 });
  const { plaintext, ...received } = fake.received.at(-1) ?? { plaintext: Buffer.alloc(0) };
  expect(plaintext.toString()).toBe('hello');
  expect(received).toMatchObject({ token: subscription.endpoint, ttl: 60, urgency: 'low', topic: 'news' });
});

it.each<[string, JWTPayload]>([
  ['an audience without the port', { aud: 'https://127.0.0.1' }],
  ['another audience', { aud: 'https://push.example' }],
  ['an end more than a day ahead', { exp: inHours(25) }],
  ['an end in the past', { exp: inHours(-1) }],
  ['no contact', { sub: 'me' }],
])('refuses a VAPID token with %s', async (_name, claims) => {
  const changed = { authorization: await authorization(claims) };
  expect(await post(fake.subscribe(), changed)).toMatchObject({
    status: 401,
    body: expect.stringContaining('"errno":109'),
  });
});

it.each([
  ['no authorization', async () => ''],
  ['another scheme', async () => (await authorization()).replace('vapid t=', 'WebPush ')],
  ['the key of somebody else', () => authorization({}, createVapidKey().publicKey)],
  ['a key that is none', () => authorization({}, 'AAAA')],
])('refuses %s', async (_name, value) => {
  expect(await post(fake.subscribe(), { authorization: await value() })).toMatchObject({ status: 401 });
});

it('refuses a key that the subscription is not bound to', async () => {
  const subscription = fake.subscribe({ applicationServerKey: createVapidKey().publicKey });
  expect(await post(subscription)).toMatchObject({ status: 403 });
});

it.each([
  [400, { ttl: '' }],
  [400, { ttl: '-1' }],
  [400, { urgency: 'soon' }],
  [400, { topic: 'two words' }],
  [400, { topic: 'x'.repeat(33) }],
  [400, { 'content-encoding': 'aesgcm' }],
] as const)('refuses with %d the headers %j', async (status, changed) => {
  expect(await post(fake.subscribe(), { ...changed })).toMatchObject({ status });
});

it('refuses a body that is too big, or encrypted for somebody else', async () => {
  const subscription = fake.subscribe();
  expect(await post(subscription, {}, encrypt('x'.repeat(4_000), subscription))).toMatchObject({
    status: 413,
  });
  expect(await post(subscription, {}, encrypt('hello', fake.subscribe()))).toMatchObject({ status: 400 });
});

it('knows no more of an endpoint that was given up', async () => {
  const subscription = fake.subscribe();
  fake.unsubscribe(subscription);
  expect(await post(subscription)).toMatchObject({ status: 410 });
  expect(fake.count(subscription.endpoint)).toEqual({ requests: 0, accepted: 0 });
});
