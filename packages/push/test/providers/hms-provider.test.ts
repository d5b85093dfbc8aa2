import { FakeHms, hmsRefusal } from '@shoal/testing';
import { HmsProvider, type HmsProviderOptions } from '../../src/provider/hms/hms-provider.js';
import type { Shipment } from '../../src/provider/push-provider.js';
import { renderPayloads } from '../../src/render/render-payloads.js';

const notification = { title: 'Hi', body: 'there', data: { a: 1 } };
const payload = renderPayloads({ notification, providers: ['hms'] }).hms ?? '';

let fake: FakeHms;
beforeAll(async () => {
  fake = await FakeHms.start();
});
afterAll(() => fake[Symbol.asyncDispose]());

/** A provider and an app of its own. */
function setup(options: Partial<HmsProviderOptions> = {}) {
  apps += 1;
  const app = fake.createApp(`10${apps}`);
  const provider = new HmsProvider({
    ...{ endpoint: fake.endpoint, tokenEndpoint: fake.tokenEndpoint },
    certificateAuthorities: fake.identity.authority,
    ...options,
  });
  const credential = { appId: 'app', credentialId: 'hms', version: 1, provider: 'hms' as const, ...app };
  return {
    ...{ app, provider, credential },
    send: (registrationToken: string, changed: Partial<Shipment<'hms'>> = {}) =>
      provider.send({
        credential,
        recipient: { transportType: 'hms', registrationToken },
        payload,
        ...changed,
      }),
    [Symbol.asyncDispose]: () => provider.close(),
  };
}
let apps = 0;

test('a message comes with its token, and is accepted with its id', async () => {
  await using from = setup();
  expect(await from.send('device-1')).toEqual({
    kind: 'accepted',
    messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(fake.received.at(-1)).toEqual({
    hmsAppId: from.app.hmsAppId,
    token: 'device-1',
    message: {
      notification: { title: 'Hi', body: 'there' },
      data: '{"a":1}',
      android: { notification: { click_action: { type: 3 } } },
      token: ['device-1'],
    },
  });
});

test('it says how long it is wanted, unless the app has said so itself', async () => {
  await using from = setup();
  await from.send('device-1', { expiresAtMs: Date.now() + 59_500 });
  expect(fake.received.at(-1)?.message.android).toMatchObject({ ttl: '60s', notification: {} });
  await from.send('device-1', { expiresAtMs: Date.now() + 365 * 86_400_000 });
  expect(fake.received.at(-1)?.message.android).toMatchObject({ ttl: '1296000s' });
  const own = JSON.stringify({ message: { data: 'x', android: { ttl: '5s' } } });
  await from.send('device-1', { payload: own, expiresAtMs: Date.now() + 60_000 });
  expect(fake.received.at(-1)?.message.android).toEqual({ ttl: '5s' });
});

test.each([
  [hmsRefusal(80300007), 'rejected', 'device_terminal'],
  [hmsRefusal(80300007, { status: 200 }), 'rejected', 'device_terminal'],
  [
    hmsRefusal(80100000, { msg: '{"success":0,"failure":1,"illegal_tokens":["device"]}' }),
    'rejected',
    'device_terminal',
  ],
  [hmsRefusal(80300002), 'rejected', 'credential_auth'],
  [hmsRefusal(80300011), 'rejected', 'credential_auth'],
  [hmsRefusal(80100001), 'rejected', 'caller_payload'],
  [hmsRefusal(80100003), 'rejected', 'caller_payload'],
  [hmsRefusal(80100004), 'rejected', 'caller_payload'],
  [hmsRefusal(80100013), 'rejected', 'caller_payload'],
  [hmsRefusal(80100016), 'rejected', 'caller_payload'],
  [hmsRefusal(80100018), 'rejected', 'caller_payload'],
  [hmsRefusal(80300008), 'rejected', 'caller_payload'],
  [hmsRefusal(80300010), 'rejected', 'caller_payload'],
  [hmsRefusal(80300013), 'rejected', 'caller_payload'],
  [hmsRefusal(80100017), 'retryable', 'provider_quota'],
  [hmsRefusal(80600003), 'retryable', 'provider_transient'],
  [hmsRefusal(81000001), 'retryable', 'provider_transient'],
  [{ status: 400 }, 'rejected', 'caller_payload'],
  [{ status: 403 }, 'rejected', 'credential_auth'],
  [{ status: 404 }, 'rejected', 'credential_auth'],
  [{ status: 410 }, 'rejected', 'credential_auth'],
  [{ status: 413 }, 'rejected', 'caller_payload'],
  [{ status: 429 }, 'retryable', 'provider_quota'],
  [{ status: 500 }, 'retryable', 'provider_transient'],
  [{ status: 502, body: '<html>' }, 'retryable', 'provider_transient'],
  [{ status: 503 }, 'retryable', 'provider_transient'],
  [{ status: 418 }, 'rejected', 'unknown'],
  [{ status: 302, headers: { location: 'https://127.0.0.1:1/' } }, 'rejected', 'unknown'],
] as const)('the answer %j is %s, %s', async (reply, kind, failureClass) => {
  await using from = setup();
  fake.answer('device', reply);
  const code = 'body' in reply && reply.body?.startsWith('{') ? JSON.parse(reply.body).code : undefined;
  const reason = code ?? `HTTP ${reply.status}`;
  expect(await from.send('device')).toEqual({ kind, failureClass, reason });
});

test('an accepted part is accepted, when the device is not among the dead ones', async () => {
  await using from = setup();
  fake.answer(
    'device',
    hmsRefusal(80100000, { status: 200, msg: '{"success":1,"illegal_tokens":["other"]}' }),
  );
  expect(await from.send('device')).toMatchObject({ kind: 'accepted' });
});

test('a success without a code is accepted', async () => {
  await using from = setup();
  fake.answer('device', { status: 200, body: '' });
  expect(await from.send('device')).toEqual({ kind: 'accepted' });
});

test('what a provider asks to be left alone for is passed on, in the name of the credential', async () => {
  await using from = setup();
  fake.answer('device', { status: 429, retryAfter: 7 });
  expect(await from.send('device')).toMatchObject({ retryAfter: { milliseconds: 7_000, of: 'credential' } });
});

describe('an access token', () => {
  it('is fetched once for a whole batch', async () => {
    await using from = setup();
    const before = fake.grants.requests;
    await Promise.all(Array.from({ length: 100 }, (_, index) => from.send(`device-${index}`)));
    expect(fake.grants.requests - before).toBe(1);
  });

  it('that has expired is renewed, and the message sent', async () => {
    await using from = setup();
    await from.send('device');
    fake.grants.expire();
    const answers = await Promise.all([1, 2, 3].map((index) => from.send(`device-${index}`)));
    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it.each([
    hmsRefusal(80200001),
    hmsRefusal(80200003),
    hmsRefusal(80200003, { status: 200 }),
    hmsRefusal(80200005, { msg: 'token is invalid, it does not exist' }),
    { status: 401, body: 'invalid token' },
  ])('that is refused twice is the credential’s fault, never the device’s: %j', async (reply) => {
    await using from = setup();
    const before = fake.grants.requests;
    fake.answer('device', reply, reply);
    expect(await from.send('device')).toMatchObject({ kind: 'rejected', failureClass: 'credential_auth' });
    expect(fake.grants.requests - before).toBe(2);
  });

  it('is not given for a wrong secret: the credential’s fault', async () => {
    await using from = setup();
    fake.createApp(from.app.hmsAppId);
    expect(await from.send('device')).toEqual({
      ...{ kind: 'rejected', failureClass: 'credential_auth', reason: 'invalid_client' },
    });
  });

  it.each([
    [{ status: 500 }, 'provider_transient', 'HTTP 500'],
    [{ status: 429 }, 'provider_quota', 'HTTP 429'],
    [{ status: 200, body: '<html>' }, 'provider_transient', 'HTTP 200'],
    ['close', 'network_transport', expect.any(String)],
  ] as const)(
    'that cannot be had for now, %j, is asked for again later',
    async (reply, failureClass, reason) => {
      await using from = setup();
      fake.grants.answer(reply);
      expect(await from.send('device')).toEqual({ kind: 'retryable', failureClass, reason });
      expect(await from.send('device')).toMatchObject({ kind: 'accepted' });
    },
  );

  it('whose endpoint is busy says when to come again', async () => {
    await using from = setup();
    fake.grants.answer({ status: 503, retryAfter: 9 });
    expect(await from.send('device')).toMatchObject({
      retryAfter: { milliseconds: 9_000, of: 'credential' },
    });
  });

  it('is each credential’s own', async () => {
    await using one = setup();
    const before = fake.grants.requests;
    await one.send('device');
    const other = { ...one.credential, ...fake.createApp('999'), appId: 'other' };
    expect(await one.send('device', { credential: other })).toMatchObject({ kind: 'accepted' });
    expect(fake.grants.requests - before).toBe(2);
  });
});

describe('no answer', () => {
  it('because the connection is cut is worth another attempt', async () => {
    await using from = setup();
    fake.answer('device', 'close');
    expect(await from.send('device')).toEqual({
      ...{ kind: 'retryable', failureClass: 'network_transport', reason: expect.any(String) },
    });
  });

  it('because the provider is closed is worth another attempt elsewhere', async () => {
    const from = setup();
    fake.answer('device', 'hang');
    await from.send('other');
    const hanging = from.send('device');
    await from.provider.close();
    expect(await hanging).toMatchObject({ kind: 'retryable', failureClass: 'network_transport' });
    expect(await from.send('device')).toMatchObject({ kind: 'retryable', failureClass: 'network_transport' });
  });

  it('because the time is over', async () => {
    await using from = setup({ timeout: 500 });
    await from.send('other');
    fake.answer('device', 'hang');
    expect(await from.send('device')).toEqual({
      ...{ kind: 'retryable', failureClass: 'network_transport', reason: 'timeout' },
    });
  });
});

test('another provider’s recipient is refused', async () => {
  await using from = setup();
  const recipient = { transportType: 'wns' as const, channelUri: 'https://a.notify.windows.com/' };
  expect(await from.send('', { recipient })).toMatchObject({
    kind: 'rejected',
    reason: 'not_an_hms_recipient',
  });
});

test('a payload that is none is refused', async () => {
  await using from = setup();
  expect(await from.send('device', { payload: '{"message":1}' })).toMatchObject({
    reason: 'invalid_payload',
  });
});
