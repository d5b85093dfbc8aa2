import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import { type JWTPayload, SignJWT } from 'jose';
import { FakeFcm, type ServiceAccountKey } from './fake-fcm.js';
import { fcmRefusal } from './fcm-refusals.js';

let fake: FakeFcm;
let account: ServiceAccountKey;
beforeAll(async () => {
  fake = await FakeFcm.start();
  account = await fake.createServiceAccount('project-1');
});
afterAll(() => fake[Symbol.asyncDispose]());

async function post(path: string, headers: Record<string, string>, body: string) {
  return await new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const url = new URL(path, fake.endpoint);
    const call = request(url, { method: 'POST', headers, ca: fake.identity.authority, agent: false });
    call.once('response', async (response) =>
      resolve({ status: response.statusCode, body: await json(response) }),
    );
    call.once('error', reject).end(body);
  });
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

function assertion(changed: JWTPayload = {}, pem = account.private_key): Promise<string> {
  const claims = {
    iss: account.client_email,
    scope,
    aud: account.token_uri,
    iat: inSeconds(0),
    exp: inSeconds(3_600),
  };
  const header = { alg: 'RS256', kid: account.private_key_id };
  return new SignJWT({ ...claims, ...changed }).setProtectedHeader(header).sign(createPrivateKey(pem));
}

async function askForToken(text: string, grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
  const body = new URLSearchParams({ grant_type, assertion: text }).toString();
  return await post('/token', { 'content-type': 'application/x-www-form-urlencoded' }, body);
}

async function bearer(): Promise<string> {
  const { body } = await askForToken(await assertion());
  return `Bearer ${(body as { access_token: string }).access_token}`;
}

async function send(message: object, { project = 'project-1', authorization = '' } = {}) {
  const headers = { 'content-type': 'application/json', authorization: authorization || (await bearer()) };
  return await post(`/v1/projects/${project}/messages:send`, headers, JSON.stringify({ message }));
}

it('gives a token for an assertion that the account has signed', async () => {
  expect(await askForToken(await assertion())).toEqual({
    status: 200,
    body: { access_token: expect.stringMatching(/^ya29\./), expires_in: 3_599, token_type: 'Bearer' },
  });
});

it.each<[string, JWTPayload, string]>([
  ['an unknown account', { iss: 'nobody@project-1' }, 'invalid_grant'],
  ['another audience', { aud: 'https://oauth2.googleapis.com/token' }, 'invalid_grant'],
  ['more than an hour', { exp: inSeconds(3_700) }, 'invalid_grant'],
  ['the past', { iat: inSeconds(-3_700), exp: inSeconds(-100) }, 'invalid_grant'],
  ['the future', { iat: inSeconds(600) }, 'invalid_grant'],
  ['another scope', { scope: 'email' }, 'invalid_scope'],
])('gives none for %s', async (_name, claims, error) => {
  const answer = await askForToken(await assertion(claims));
  expect(answer).toMatchObject({ status: 400, body: { error, error_description: expect.any(String) } });
});

it('gives none for another key, or another grant', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(await askForToken(await assertion({}, pem))).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' },
  });
  expect(await askForToken(await assertion(), 'password')).toMatchObject({
    body: { error: 'unsupported_grant_type' },
  });
});

it.each<[string, object, string]>([
  ['without a target', {}, 'message'],
  ['with two targets', { token: 't', topic: 'news' }, 'message'],
  ['with a field that there is not', { token: 't', priority: 'high' }, 'message'],
  ['with data that is no text', { token: 't', data: { count: 1 } }, 'message.data[0].value'],
  [
    'with an icon of Android in the notification',
    { token: 't', notification: { icon: 'x' } },
    'message.notification',
  ],
  ['with a TTL in milliseconds', { token: 't', android: { ttl: 60_000 } }, 'message.android.ttl'],
])('refuses a message %s, and says where', async (_name, message, field) => {
  expect(await send(message)).toMatchObject({
    status: 400,
    body: { error: { status: 'INVALID_ARGUMENT', details: [{ fieldViolations: [{ field }] }] } },
  });
});

it('refuses a message that is too big', async () => {
  expect(await send({ token: 't', data: { text: 'x'.repeat(4_096) } })).toMatchObject({
    status: 400,
    body: { error: { message: 'Android message is too big' } },
  });
});

it('knows who may send for which project', async () => {
  const message = { token: 't' };
  const other = await fake.createServiceAccount('project-2');
  expect(other.project_id).toBe('project-2');
  expect(await send(message, { authorization: 'Bearer x' })).toMatchObject({ status: 401 });
  expect(await send(message, { project: 'project-2' })).toMatchObject({ status: 403 });
  expect(await send(message, { project: 'project-3' })).toMatchObject({
    status: 404,
    body: { error: { status: 'NOT_FOUND' } },
  });
  expect(await send(message)).toMatchObject({ status: 200 });
});

it('answers as it is told, and counts', async () => {
  fake.answer('counted', fcmRefusal('UNREGISTERED'), { delay: 1 });
  expect(await send({ token: 'counted' })).toMatchObject({ status: 404 });
  expect(await send({ token: 'counted' })).toMatchObject({ status: 200 });
  expect(await send({ token: 'counted' })).toMatchObject({ status: 200 });
  expect(fake.count('counted')).toEqual({ requests: 3, accepted: 2 });
  expect(fake.received.at(-1)).toMatchObject({ token: 'counted', projectId: 'project-1' });
});
