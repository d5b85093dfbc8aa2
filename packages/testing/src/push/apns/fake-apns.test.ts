import { createPrivateKey } from 'node:crypto';
import { type ClientHttp2Session, connect } from 'node:http2';
import { text } from 'node:stream/consumers';
import { SignJWT } from 'jose';
import { FakeApns } from './fake-apns.js';

const topic = 'com.example.app';
const team = { teamId: 'TEAM1', keyId: 'KEY1', topics: [topic] };
const device = 'ab'.repeat(32);

let fake: FakeApns;
let privateKey: string;
let session: ClientHttp2Session;
beforeAll(async () => {
  fake = await FakeApns.start();
  privateKey = await fake.createKey(team);
  session = connect(fake.endpoint, { ca: fake.identity.authority });
});
afterAll(async () => {
  session.destroy();
  await fake[Symbol.asyncDispose]();
});

async function post(headers: Record<string, string>, body = '{"aps":{}}', on = session) {
  const stream = on.request({ ':method': 'POST', ':path': `/3/device/${device}`, ...headers });
  stream.end(body);
  const status = new Promise((resolve) => stream.once('response', (answer) => resolve(answer[':status'])));
  const answer = await text(stream);
  return { status: await status, ...(answer !== '' && JSON.parse(answer)) };
}

interface TokenParts {
  readonly age?: number;
  readonly iss?: string;
  readonly kid?: string;
  readonly pem?: string;
}

async function bearer({ age = 0, iss = team.teamId, kid = team.keyId, pem = privateKey }: TokenParts = {}) {
  const token = await new SignJWT({ iss, iat: Math.floor(Date.now() / 1_000) - age })
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(createPrivateKey(pem));
  return `bearer ${token}`;
}

const valid = async () => ({
  authorization: await bearer(),
  'apns-topic': topic,
  'apns-push-type': 'alert',
});

it('takes what Apple takes', async () => {
  const headers = {
    ...(await valid()),
    'apns-priority': '5',
    'apns-expiration': '0',
    'apns-collapse-id': 'x',
  };
  expect(await post(headers)).toEqual({ status: 200 });
  expect(fake.received.at(-1)).toMatchObject({ token: device, payload: { aps: {} } });
});

it.each<[number, string, Record<string, string>]>([
  [405, 'MethodNotAllowed', { ':method': 'PUT' }],
  [404, 'BadPath', { ':path': '/2/device/x' }],
  [400, 'MissingDeviceToken', { ':path': '/3/device/' }],
  [400, 'BadDeviceToken', { ':path': '/3/device/xyz' }],
  [400, 'BadPriority', { 'apns-priority': '7' }],
  [400, 'BadPriority', { 'apns-push-type': 'background', 'apns-priority': '10' }],
  [400, 'InvalidPushType', { 'apns-push-type': 'shout' }],
  [400, 'BadExpirationDate', { 'apns-expiration': 'tomorrow' }],
  [400, 'BadCollapseId', { 'apns-collapse-id': 'x'.repeat(65) }],
  [400, 'BadMessageId', { 'apns-id': '1' }],
  [400, 'TopicDisallowed', { 'apns-topic': 'com.example.other' }],
])('refuses with %d %s: %j', async (status, reason, changed) => {
  expect(await post({ ...(await valid()), ...changed })).toMatchObject({ status, reason });
});

it.each([
  [413, 'PayloadTooLarge', JSON.stringify({ aps: {}, text: 'x'.repeat(4_096) })],
  [400, 'PayloadEmpty', ''],
  [400, 'PayloadEmpty', '{"data":{}}'],
])('refuses with %d %s a payload like that', async (status, reason, body) => {
  expect(await post(await valid(), body)).toMatchObject({ status, reason });
});

it('asks for a topic', async () => {
  const { 'apns-topic': _topic, ...headers } = await valid();
  expect(await post(headers)).toMatchObject({ status: 400, reason: 'MissingTopic' });
});

it('asks for a provider token that is right and young', async () => {
  const { authorization: _authorization, ...headers } = await valid();
  const refused = (reason: string) => ({ status: 403, reason });
  const sent = async (parts: TokenParts) => await post({ ...headers, authorization: await bearer(parts) });
  const other = await fake.createKey({ ...team, keyId: 'KEY2' });
  expect(await post(headers)).toEqual(refused('MissingProviderToken'));
  expect(await post({ ...headers, authorization: 'bearer x' })).toEqual(refused('InvalidProviderToken'));
  expect(await sent({ age: 3_601 })).toEqual(refused('ExpiredProviderToken'));
  expect(await sent({ age: -600 })).toEqual(refused('InvalidProviderToken'));
  expect(await sent({ iss: 'TEAM2' })).toEqual(refused('InvalidProviderToken'));
  expect(await sent({ kid: 'KEY3' })).toEqual(refused('InvalidProviderToken'));
  expect(await sent({ pem: other })).toEqual(refused('InvalidProviderToken'));
});

it('takes one team on a connection', async () => {
  const pem = await fake.createKey({ teamId: 'TEAM2', keyId: 'KEY4', topics: ['com.example.two'] });
  const authorization = await bearer({ iss: 'TEAM2', kid: 'KEY4', pem });
  const headers = { ...(await valid()), authorization, 'apns-topic': 'com.example.two' };
  await post(await valid());
  expect(await post(headers)).toEqual({ status: 403, reason: 'InvalidProviderToken' });
  const own = connect(fake.endpoint, { ca: fake.identity.authority });
  expect(await post(headers, undefined, own)).toEqual({ status: 200 });
  own.destroy();
});
