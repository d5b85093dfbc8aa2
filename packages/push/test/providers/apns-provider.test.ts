import { type ApnsReason, apnsRefusal, createTlsIdentity, exportP12, type TlsIdentity } from '@shoal/testing';
import { ApnsSending, apnsCredential, apnsTokenCredential, deviceToken } from './apns-sending.js';
import { apnsPayload, brokenConnections } from './payloads.js';

let identity: TlsIdentity;
let sending: ApnsSending;
beforeAll(async () => {
  identity = await createTlsIdentity();
  sending = await ApnsSending.start({ fake: { identity }, provider: { timeout: 1_000 } });
});
afterAll(() => sending[Symbol.asyncDispose]());

const rejected = (failureClass: string, reason: string) => ({ kind: 'rejected', failureClass, reason });
const retryable = (failureClass: string, reason: string) => ({ kind: 'retryable', failureClass, reason });
const accepted = { kind: 'accepted', messageId: expect.stringMatching(/^[\dA-F-]{36}$/) };

let devices = 0;
const nextDevice = () => {
  devices += 1;
  return deviceToken(devices);
};
const lastReceived = () => sending.fake.received.at(-1);

describe('a notification', () => {
  it('is the payload, with its headers where APNs wants them', async () => {
    const device = nextDevice();
    expect(await sending.send(device)).toEqual(accepted);
    const { headers, ...payload } = JSON.parse(apnsPayload);
    expect(lastReceived()).toMatchObject({
      token: device,
      headers: { ...headers, 'apns-topic': 'com.example.app-1' },
      payload,
    });
  });

  it('needs no headers', async () => {
    expect(await sending.send(nextDevice(), { payload: '{"aps":{"badge":1},"own":true}' })).toEqual(accepted);
    expect(lastReceived()).toMatchObject({
      headers: { 'apns-push-type': 'alert', 'apns-topic': 'com.example.app-1' },
      payload: { aps: { badge: 1 }, own: true },
    });
  });

  it('may have a topic of its own, and an expiration of either kind', async () => {
    const headers = {
      'apns-push-type': 'voip',
      'apns-topic': 'com.example.app-1.voip',
      'apns-expiration': 0,
    };
    expect(await sending.send(nextDevice(), { payload: JSON.stringify({ headers, aps: {} }) })).toEqual(
      accepted,
    );
    expect(lastReceived()?.headers).toMatchObject({ ...headers, 'apns-expiration': '0' });
  });

  it('is not kept for the device longer than it is wanted', async () => {
    expect(await sending.send(nextDevice(), { expiresAtMs: 1_999_999_999_999 })).toEqual(accepted);
    expect(lastReceived()?.headers['apns-expiration']).toBe('1999999999');
  });

  it('has a collapse id that APNs takes, the same for the same key', async () => {
    const ids: (string | undefined)[] = [];
    for (const key of ['Köln', 'Köln', 'x'.repeat(65)]) {
      const payload = JSON.stringify({ headers: { 'apns-collapse-id': key }, aps: {} });
      expect(await sending.send(nextDevice(), { payload })).toEqual(accepted);
      ids.push(lastReceived()?.headers['apns-collapse-id']);
    }
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
  });

  it.each(['', '1', '{"headers":{"apns-topic":"a\\nb"},"aps":{}}'])(
    'that is none is not sent: %s',
    async (payload) => {
      const before = sending.fake.totals.requests;
      expect(await sending.send(nextDevice(), { payload })).toEqual(
        rejected('caller_payload', 'invalid_payload'),
      );
      expect(sending.fake.totals.requests).toBe(before);
    },
  );

  it('that APNs does not take is refused by it', async () => {
    expect(await sending.send('no hexadecimal')).toEqual(rejected('device_terminal', 'BadDeviceToken'));
    const payload = JSON.stringify({ headers: { 'apns-push-type': 'shout' }, aps: {} });
    expect(await sending.send(nextDevice(), { payload })).toEqual(
      rejected('caller_payload', 'InvalidPushType'),
    );
  });
});

describe('an answer', () => {
  const rows: [ApnsReason, object][] = [
    ['BadDeviceToken', rejected('device_terminal', 'BadDeviceToken')],
    ['Unregistered', rejected('device_terminal', 'Unregistered')],
    ['ExpiredToken', rejected('device_terminal', 'ExpiredToken')],
    ['BadTopic', rejected('credential_auth', 'BadTopic')],
    ['DeviceTokenNotForTopic', rejected('credential_auth', 'DeviceTokenNotForTopic')],
    ['TopicDisallowed', rejected('credential_auth', 'TopicDisallowed')],
    ['BadCertificateEnvironment', rejected('credential_auth', 'BadCertificateEnvironment')],
    ['InvalidProviderToken', rejected('credential_auth', 'InvalidProviderToken')],
    ['Forbidden', rejected('credential_auth', 'Forbidden')],
    ['TooManyProviderTokenUpdates', retryable('credential_auth', 'TooManyProviderTokenUpdates')],
    ['PayloadEmpty', rejected('caller_payload', 'PayloadEmpty')],
    ['MissingTopic', rejected('caller_payload', 'MissingTopic')],
    ['TooManyRequests', retryable('provider_quota', 'TooManyRequests')],
    ['InternalServerError', retryable('provider_transient', 'InternalServerError')],
    ['ServiceUnavailable', retryable('provider_transient', 'ServiceUnavailable')],
    ['PayloadTooLarge', rejected('unknown', 'PayloadTooLarge')],
    ['MethodNotAllowed', rejected('unknown', 'MethodNotAllowed')],
  ];

  it.each(rows)('%s is what the table says', async (reason, outcome) => {
    const device = nextDevice();
    sending.fake.answer(device, apnsRefusal(reason));
    expect(await sending.send(device)).toEqual(outcome);
  });

  it('400 BadCertificateEnvironment is the fault of the credential, too', async () => {
    const device = nextDevice();
    sending.fake.answer(device, apnsRefusal('BadCertificateEnvironment', 400));
    expect(await sending.send(device)).toEqual(rejected('credential_auth', 'BadCertificateEnvironment'));
  });

  it.each(brokenConnections)('that is none (%s) is worth another attempt', async (reply, outcome) => {
    const device = nextDevice();
    sending.fake.answer(device, reply);
    expect(await sending.send(device)).toEqual(outcome);
    expect(await sending.send(device)).toEqual(accepted);
  });

  it('says for whom it asks to wait', async () => {
    const device = nextDevice();
    const busy = { ...apnsRefusal('TooManyRequests'), retryAfter: 5 };
    const sick = { ...apnsRefusal('ServiceUnavailable'), retryAfter: 6 };
    sending.fake.answer(device, busy, sick);
    expect(await sending.send(device)).toMatchObject({ retryAfter: { milliseconds: 5_000, of: 'device' } });
    expect(await sending.send(device)).toMatchObject({
      retryAfter: { milliseconds: 6_000, of: 'credential' },
    });
  });
});

describe('a provider token', () => {
  it('is another one after fifty minutes', async () => {
    let now = Date.now() - 50 * 60_000;
    await using later = await ApnsSending.start({ fake: { identity }, provider: { now: () => now } });
    for (const minutes of [0, 49, 2]) {
      now += minutes * 60_000;
      // The fake's own clock goes on as ever: no token of the future.
      now = Math.min(now, Date.now());
      expect(await later.send(nextDevice())).toEqual(accepted);
    }
    expect(new Set(later.fake.received.map(({ providerToken }) => providerToken)).size).toBe(2);
  });

  it('that has expired is replaced, and the notification sent again', async () => {
    const now = [Date.now() - 61 * 60_000, Date.now()];
    const clock = () => now[0] ?? 0;
    await using late = await ApnsSending.start({ fake: { identity }, provider: { now: clock } });
    const device = nextDevice();
    const outcome = late.send(device);
    now.shift();
    expect(await outcome).toEqual(accepted);
    expect(late.fake.count(device)).toEqual({ requests: 1, accepted: 1 });
    expect(late.fake.totals.invalid).toBe(1);
  });

  it('that has expired twice is worth another attempt later', async () => {
    await using late = await ApnsSending.start({ fake: { identity } });
    const device = nextDevice();
    late.fake.behave(apnsRefusal('ExpiredProviderToken'));
    expect(await late.send(device)).toEqual(retryable('credential_auth', 'ExpiredProviderToken'));
    expect(late.fake.count(device).requests).toBe(2);
    expect(await late.send(device)).toEqual(retryable('credential_auth', 'ExpiredProviderToken'));
    expect(late.fake.count(device).requests).toBe(3);
  });

  it('cannot be signed with a key that is none', async () => {
    const credential = { ...sending.credential, privateKey: 'no PEM' };
    expect(await sending.send(nextDevice(), { credential })).toEqual(
      rejected('credential_auth', 'invalid_private_key'),
    );
  });
});

describe('a certificate', () => {
  const topic = 'com.example.certified';

  it.each(['certificate', 'p12'] as const)('as %s opens the session', async (kind) => {
    await using certified = await ApnsSending.start({ fake: { identity, certificateTopics: [topic] } });
    const pem = `${identity.clientCertificate}\n${identity.clientKey}`;
    const p12 = exportP12(identity, 'secret');
    const secret = kind === 'p12' ? ({ kind, p12, password: 'secret' } as const) : ({ kind, pem } as const);
    const credential = apnsCredential('app-1', secret, topic);
    expect(await certified.send(nextDevice(), { credential })).toEqual(accepted);
    expect(certified.fake.received[0]?.providerToken).toBeUndefined();
  });

  it('of nobody that APNs knows is the fault of the credential', async () => {
    const { clientCertificate, clientKey } = await createTlsIdentity();
    const secret = { kind: 'certificate', pem: `${clientCertificate}\n${clientKey}` } as const;
    const outcome = await sending.send(nextDevice(), { credential: apnsCredential('app-1', secret, topic) });
    expect(outcome).toEqual(rejected('credential_auth', 'BadCertificate'));
  });

  it.each([
    { kind: 'certificate', pem: 'no PEM' },
    { kind: 'p12', p12: 'AAAA', password: 'secret' },
  ] as const)('that cannot be read is the fault of the credential: %j', async (secret) => {
    const outcome = await sending.send(nextDevice(), { credential: apnsCredential('app-1', secret, topic) });
    expect(outcome).toEqual(rejected('credential_auth', 'invalid_certificate'));
  });
});

it('serves apps of their own teams and topics, each on its own connection', async () => {
  await using two = await ApnsSending.start({ fake: { identity } });
  const other = await apnsTokenCredential(two.fake, 'app-2');
  const outcomes = await Promise.all([two.send(nextDevice()), two.send(nextDevice(), { credential: other })]);
  expect(outcomes).toEqual([accepted, accepted]);
  const topics = two.fake.received.map(({ headers }) => headers['apns-topic']).sort();
  expect(topics).toEqual(['com.example.app-1', 'com.example.app-2']);
  expect(two.fake.connections.opened).toBe(2);
  const mixed = { ...other, topic: 'com.example.app-1' };
  expect(await two.send(nextDevice(), { credential: mixed })).toEqual(
    rejected('credential_auth', 'TopicDisallowed'),
  );
});
