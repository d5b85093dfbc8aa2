import { type Resolve, TargetGuard } from '@shoal/outbound';
import {
  createTlsIdentity,
  pushServiceName,
  type TlsIdentity,
  type WebPushStatus,
  webPushRefusal,
} from '@shoal/testing';
import { decodeJwt } from 'jose';
import { EndpointRules } from '../../src/provider/web-push/endpoint-rules.js';
import { brokenConnections, webPushPayload } from './payloads.js';
import { vapidCredential, WebPushSending } from './web-push-sending.js';

let identity: TlsIdentity;
let sending: WebPushSending;
beforeAll(async () => {
  identity = await createTlsIdentity();
  sending = await WebPushSending.start({ fake: { identity }, provider: { timeout: 1_000 } });
});
afterAll(() => sending[Symbol.asyncDispose]());

const rejected = (failureClass: string, reason: string) => ({ kind: 'rejected', failureClass, reason });
const retryable = (failureClass: string, reason: string) => ({ kind: 'retryable', failureClass, reason });
const lastReceived = () => sending.fake.received.at(-1);

describe('a message', () => {
  it('is read by the browser byte for byte, without the headers of the payload', async () => {
    expect(await sending.send(sending.subscribe())).toEqual({ kind: 'accepted' });
    const { headers, ...message } = JSON.parse(webPushPayload);
    expect(lastReceived()?.plaintext.equals(Buffer.from(JSON.stringify(message)))).toBe(true);
    expect(lastReceived()).toMatchObject({
      ttl: headers.ttl,
      urgency: headers.urgency,
      topic: headers.topic,
    });
  });

  it.each([{}, { topic: null }])('needs no topic (%j)', async (headers) => {
    const payload = JSON.stringify({ headers: { ttl: 60, urgency: 'high', ...headers }, notification: {} });
    expect(await sending.send(sending.subscribe(), { payload })).toEqual({ kind: 'accepted' });
    expect(lastReceived()).toMatchObject({ ttl: 60, urgency: 'high' });
    expect(lastReceived()).not.toHaveProperty('topic');
  });

  it('needs no headers', async () => {
    const payload = '{"anything":["the app","likes"]}';
    expect(await sending.send(sending.subscribe(), { payload })).toEqual({ kind: 'accepted' });
    expect(lastReceived()?.plaintext.toString()).toBe(payload);
    expect(lastReceived()?.ttl).toBe(2_419_200);
  });

  it('has a topic that push services take, the same for the same collapse key', async () => {
    const topics: (string | undefined)[] = [];
    for (const topic of ['Score of Köln', 'Score of Köln', 'x'.repeat(33)]) {
      const payload = JSON.stringify({ headers: { topic } });
      expect(await sending.send(sending.subscribe(), { payload })).toEqual({ kind: 'accepted' });
      topics.push(lastReceived()?.topic);
    }
    expect(topics[0]).toBe(topics[1]);
    expect(topics[2]).not.toBe(topics[1]);
  });

  it('is not kept for the browser longer than it is wanted', async () => {
    await sending.send(sending.subscribe(), { expiresAtMs: Date.now() + 60_000 });
    expect([59, 60]).toContain(lastReceived()?.ttl);
  });

  it.each([
    { p256dh: 'AAAA' },
    { auth: 'AAAA' },
    { p256dh: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url') },
  ])('cannot be encrypted with the keys %j: the device is dead', async (keys) => {
    const outcome = await sending.send({ ...sending.subscribe(), ...keys });
    expect(outcome).toEqual(rejected('device_terminal', 'invalid_keys'));
  });

  it.each(['', '1', '{"headers":{"ttl":-1}}', '{"headers":{"urgency":"soon"}}'])(
    'that is none is not sent: %s',
    async (payload) => {
      const outcome = await sending.send(sending.subscribe(), { payload });
      expect(outcome).toEqual(rejected('caller_payload', 'invalid_payload'));
    },
  );
});

describe('an answer', () => {
  const rows: [WebPushStatus, object][] = [
    [404, rejected('device_terminal', 'HTTP 404')],
    [410, rejected('device_terminal', 'HTTP 410')],
    [401, rejected('credential_auth', 'HTTP 401')],
    [403, rejected('credential_auth', 'HTTP 403')],
    [413, rejected('caller_payload', 'HTTP 413')],
    [429, retryable('provider_quota', 'HTTP 429')],
    [500, retryable('provider_transient', 'HTTP 500')],
    [503, retryable('provider_transient', 'HTTP 503')],
    [400, rejected('unknown', 'HTTP 400')],
  ];

  it.each(rows)('%d is what the table says', async (status, outcome) => {
    const subscription = sending.subscribe();
    sending.fake.answer(subscription.endpoint, webPushRefusal(status));
    expect(await sending.send(subscription)).toEqual(outcome);
  });

  it.each([200, 201, 202])('%d is acceptance', async (status) => {
    const subscription = sending.subscribe();
    sending.fake.answer(subscription.endpoint, { status });
    expect(await sending.send(subscription)).toEqual({ kind: 'accepted' });
  });

  it.each(brokenConnections)('that is none (%s) is worth another attempt', async (reply, outcome) => {
    const subscription = sending.subscribe();
    sending.fake.answer(subscription.endpoint, reply);
    expect(await sending.send(subscription)).toEqual(outcome);
  });

  it('says what is wrong in the word of the service', async () => {
    const subscription = sending.subscribe();
    sending.fake.answer(subscription.endpoint, { status: 403, body: '{"reason":"BadJwtToken"}' });
    expect(await sending.send(subscription)).toEqual(rejected('credential_auth', 'BadJwtToken'));
  });

  it.each([
    [429, 'device'],
    [503, 'credential'],
  ] as const)('%d says for whom it asks to wait: %s', async (status, of) => {
    const subscription = sending.subscribe();
    sending.fake.answer(subscription.endpoint, { ...webPushRefusal(status), retryAfter: 30 });
    const retryAfter = { milliseconds: 30_000, of };
    expect(await sending.send(subscription)).toMatchObject({ kind: 'retryable', retryAfter });
  });

  it('of an endpoint that is gone says so', async () => {
    const subscription = sending.subscribe();
    sending.fake.unsubscribe(subscription);
    expect(await sending.send(subscription)).toEqual(rejected('device_terminal', 'HTTP 410'));
  });
});

describe('a VAPID token', () => {
  it('is for the origin of the push service with its port, and lasts half a day', async () => {
    await sending.send(sending.subscribe());
    const { aud, exp = 0, sub } = decodeJwt(lastReceived()?.vapidToken ?? '');
    expect({ aud, sub }).toEqual({ aud: sending.fake.origin, sub: 'mailto:push@example.com' });
    expect(new URL(sending.fake.origin).port).not.toBe('');
    expect(exp - Date.now() / 1_000).toBeGreaterThan(11.9 * 3_600);
    expect(exp - Date.now() / 1_000).toBeLessThanOrEqual(12 * 3_600);
  });

  it('is kept for each push service and key', async () => {
    await using other = await WebPushSending.start({ fake: { identity } });
    const credential = vapidCredential('app-2');
    const tokens = new Set<string | undefined>();
    for (let round = 0; round < 2; round += 1) {
      await sending.send(sending.subscribe());
      tokens.add(lastReceived()?.vapidToken);
      await sending.send(sending.fake.subscribe(), { credential });
      tokens.add(lastReceived()?.vapidToken);
      await sending.send(other.fake.subscribe());
      tokens.add(other.fake.received.at(-1)?.vapidToken);
    }
    expect(tokens.size).toBe(3);
  });

  it('is another one after eleven hours', async () => {
    let now = Date.now() - 11 * 3_600_000;
    await using later = await WebPushSending.start({ fake: { identity }, provider: { now: () => now } });
    const tokens = new Set<string | undefined>();
    for (const hours of [0, 10.9, 0.2]) {
      now += hours * 3_600_000;
      await later.send(later.subscribe());
      tokens.add(later.fake.received.at(-1)?.vapidToken);
    }
    expect(later.fake.received).toHaveLength(3);
    expect(tokens.size).toBe(2);
  });

  it('is of the key of its app: apps do not disturb each other', async () => {
    const [one, two] = [vapidCredential('app-2'), vapidCredential('app-3')];
    const subscription = sending.fake.subscribe({ applicationServerKey: one.publicKey });
    expect(await sending.send(subscription, { credential: one })).toEqual({ kind: 'accepted' });
    expect(lastReceived()?.vapidKey).toBe(one.publicKey);
    expect(await sending.send(subscription, { credential: two })).toEqual(
      rejected('credential_auth', 'HTTP 403'),
    );
  });

  it('may be for another origin that the payload names', async () => {
    const payload = JSON.stringify({ headers: { vapidAudience: 'https://other.example:8443/path' } });
    expect(await sending.send(sending.subscribe(), { payload })).toEqual(
      rejected('credential_auth', 'HTTP 401'),
    );
  });

  it.each([{ publicKey: 'AAAA' }, { privateKey: '' }, { privateKey: vapidCredential('x').privateKey }])(
    'cannot be signed with the keys %#',
    async (keys) => {
      const credential = { ...sending.credential, ...keys };
      expect(await sending.send(sending.subscribe(), { credential })).toMatchObject({
        kind: 'rejected',
        failureClass: 'credential_auth',
      });
    },
  );
});

describe('an endpoint', () => {
  const refused = rejected('device_transient', 'refused_target');

  it('inside our network is not called, whatever it is named', async () => {
    const resolve: Resolve = (_name, _options, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]);
    const guard = new TargetGuard({ allowPrivateTargets: false, resolve });
    for (const host of ['127.0.0.1', pushServiceName] as const) {
      await using guarded = await WebPushSending.start({ fake: { identity, host }, provider: { guard } });
      expect(await guarded.send(guarded.subscribe())).toEqual(refused);
      expect(guarded.fake.connections).toBe(0);
    }
  });

  it('that sends us elsewhere is not followed', async () => {
    const [subscription, elsewhere] = [sending.subscribe(), sending.subscribe()];
    const headers = { location: elsewhere.endpoint };
    sending.fake.answer(subscription.endpoint, { status: 307, headers });
    expect(await sending.send(subscription)).toEqual(rejected('unknown', 'HTTP 307'));
    expect(sending.fake.count(elsewhere.endpoint).requests).toBe(0);
  });

  it('of a denied host, or of none that is allowed, is not called', async () => {
    const { port } = new URL(sending.fake.origin);
    for (const rules of [{ deniedHosts: ['127.0.0.1'] }, { allowedHosts: ['*.push.example'] }]) {
      const provider = { rules: new EndpointRules(rules) };
      await using ruled = await WebPushSending.start({ fake: { identity }, provider });
      expect(await ruled.send(ruled.subscribe())).toEqual(refused);
      expect(ruled.fake.connections).toBe(0);
    }
    const subscription = { ...sending.subscribe(), endpoint: `http://127.0.0.1:${port}/push/x` };
    expect(await sending.send(subscription)).toEqual(refused);
  });

  it('that nobody vouches for is not told anything', async () => {
    await using stranger = await WebPushSending.start({
      provider: { certificateAuthorities: identity.authority },
    });
    expect(await stranger.send(stranger.subscribe())).toMatchObject({
      kind: 'retryable',
      failureClass: 'network_transport',
    });
    expect(stranger.fake.totals.requests).toBe(0);
  });
});
