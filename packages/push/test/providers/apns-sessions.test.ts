import { constants } from 'node:http2';
import { createSecureContext } from 'node:tls';
import { DeadlineError } from '@shoal/outbound';
import { createTlsIdentity, eventually, type TlsIdentity } from '@shoal/testing';
import { mintProviderToken } from '../../src/provider/apns/provider-token.js';
import { SessionPool, type SessionPoolOptions } from '../../src/provider/apns/session-pool.js';
import { ApnsSending, type ApnsSendingOptions, deviceToken } from './apns-sending.js';
import { TcpRelay } from './tcp-relay.js';

let identity: TlsIdentity;
beforeAll(async () => {
  identity = await createTlsIdentity();
});

const start = (fake: ApnsSendingOptions['fake'] = {}, provider: ApnsSendingOptions['provider'] = {}) =>
  ApnsSending.start({ fake: { identity, ...fake }, provider });
const devices = (count: number) => Array.from({ length: count }, (_, index) => deviceToken(index + 1));
function openPool(endpoint: string, options: Partial<SessionPoolOptions>): SessionPool & Disposable {
  const secureContext = createSecureContext({ ca: identity.authority });
  const limits = { mostSessions: 1, mostStreams: 10, pingEvery: 60_000, patience: 5_000 };
  const pool = new SessionPool({ endpoint, secureContext, ...limits, ...options });
  return Object.assign(pool, { [Symbol.dispose]: () => pool.close() });
}

const isAccepted = ({ kind }: { readonly kind: string }) => kind === 'accepted';

it('one session carries them all', async () => {
  await using sending = await start();
  const outcomes = await Promise.all(devices(200).map((device) => sending.send(device)));
  for (const device of devices(20)) outcomes.push(await sending.send(device));
  expect(outcomes.every(isAccepted)).toBe(true);
  expect(sending.fake.connections).toMatchObject({ opened: 1, open: 1 });
});

it('another is opened when its streams are used up, and no more are used than APNs allows', async () => {
  await using sending = await start({ maxConcurrentStreams: 5 });
  let release = () => {};
  const delay = new Promise<void>((resolve) => {
    release = resolve;
  });
  sending.fake.behave({ delay });
  const outcomes = Promise.all(devices(12).map((device) => sending.send(device)));
  await eventually(() => sending.fake.totals.accepted === 12);
  release();
  expect((await outcomes).every(isAccepted)).toBe(true);
  expect(sending.fake.connections).toEqual({ opened: 3, open: 3, peakStreams: 5 });
});

it('there are no more sessions than are wanted: the others wait', async () => {
  await using sending = await start({ maxConcurrentStreams: 3 }, { sessions: 2 });
  const outcomes = await Promise.all(devices(60).map((device) => sending.send(device)));
  expect(outcomes.every(isAccepted)).toBe(true);
  expect(sending.fake.connections.opened).toBe(2);
});

it('who gives up waiting for a stream is not sent, and who has one gives it back', async () => {
  await using sending = await start({ maxConcurrentStreams: 1 });
  const [first = '', second = ''] = devices(2);
  sending.fake.answer(first, 'hang');
  using pool = openPool(sending.fake.endpoint, { mostSessions: 1 });
  const { credential } = sending;
  const { token } = await mintProviderToken(credential, Date.now());
  const request = (device: string, timeout: number) =>
    pool.request({
      headers: {
        ...{ ':method': 'POST', ':path': `/3/device/${device}`, authorization: `bearer ${token}` },
        ...{ 'apns-push-type': 'alert', 'apns-topic': String(credential.topic) },
      },
      body: '{"aps":{}}',
      timeout,
    });

  const hanging = expect(request(first, 3_000)).rejects.toThrow(DeadlineError);
  await eventually(() => sending.fake.count(first).requests === 1);
  await expect(request(second, 100)).rejects.toThrow(DeadlineError);
  const answer = await request(second, 10_000);
  await hanging;
  expect(answer).toMatchObject({ status: 200 });
  expect(sending.fake.count(second).requests).toBe(1);
});

it('a session that is told to go ends its work, and another takes what comes', async () => {
  await using sending = await start();
  const [first = '', second = ''] = devices(2);
  let release = () => {};
  const delay = new Promise<void>((resolve) => {
    release = resolve;
  });
  sending.fake.answer(first, { delay });
  const slow = sending.send(first);
  await eventually(() => sending.fake.count(first).requests === 1);
  sending.fake.goAway();
  const outcomes = await Promise.all(devices(20).map((device) => sending.send(device)));
  release();
  outcomes.push(await slow, await sending.send(second));
  expect(outcomes.every(isAccepted)).toBe(true);
  expect(sending.fake.connections.opened).toBe(2);
  expect(sending.fake.count(first)).toEqual({ requests: 2, accepted: 2 });
});

it('nothing is lost or sent twice while APNs moves its clients again and again', async () => {
  await using sending = await start({ maxConcurrentStreams: 10 });
  const all = devices(300);
  const outcomes = all.map(async (device, index) => {
    // In groups, so that each GOAWAY finds some under way and some on the point of it.
    await new Promise((resolve) => setImmediate(resolve));
    if (index % 50 === 25) sending.fake.goAway();
    return await sending.send(device);
  });
  expect((await Promise.all(outcomes)).filter((outcome) => !isAccepted(outcome))).toEqual([]);
  expect(all.every((device) => sending.fake.count(device).accepted === 1)).toBe(true);
});

it.each([
  ['is cut', (sending: ApnsSending) => sending.fake.cutConnections()],
  ['ends with an error', (sending: ApnsSending) => sending.fake.goAway(constants.NGHTTP2_ENHANCE_YOUR_CALM)],
])('a session that %s is replaced, and what was under way is worth another attempt', async (_name, end) => {
  await using sending = await start();
  const [first = '', second = ''] = devices(2);
  sending.fake.answer(first, 'hang');
  const lost = sending.send(first);
  await eventually(() => sending.fake.count(first).requests === 1);
  end(sending);
  expect(await lost).toMatchObject({ kind: 'retryable', failureClass: 'network_transport' });
  expect(await sending.send(second)).toMatchObject({ kind: 'accepted' });
});

it('a session that hears nothing more is found out by a ping, and replaced', async () => {
  await using sending = await start();
  await using relay = await TcpRelay.start(Number(new URL(sending.fake.endpoint).port));
  using pool = openPool(`https://127.0.0.1:${relay.port}`, { pingEvery: 50, patience: 200 });
  const headers = { ':method': 'POST', ':path': '/' };
  const request = () => pool.request({ headers, body: '', timeout: 10_000 });
  expect(await request()).toMatchObject({ status: 404 });
  relay.freeze();
  await expect(request()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  relay.thaw();
  expect(await request()).toMatchObject({ status: 404 });
});

it('nobody waits long for a connection that cannot be made', async () => {
  await using sending = await start();
  const { port } = new URL(sending.fake.endpoint);
  await sending.fake[Symbol.asyncDispose]();
  const outcomes = await Promise.all(devices(3).map((device) => sending.send(device)));
  const refused = { kind: 'retryable', failureClass: 'network_transport', reason: 'ECONNREFUSED' };
  expect(outcomes).toEqual([refused, refused, refused]);
  await using _again = await start({ port: Number(port) });
  expect(await sending.send(deviceToken(1))).toMatchObject({ kind: expect.not.stringMatching('retryable') });
});

it('ends what is under way as retryable when it is closed', async () => {
  await using sending = await start();
  const [first = '', second = ''] = devices(2);
  sending.fake.answer(first, 'hang');
  const outcome = sending.send(first);
  await eventually(() => sending.fake.count(first).requests === 1);
  await sending.provider.close();
  expect(await outcome).toMatchObject({ kind: 'retryable', failureClass: 'network_transport' });
  expect(await sending.send(second)).toMatchObject({ kind: 'retryable' });
  await eventually(() => sending.fake.connections.open === 0);
});
