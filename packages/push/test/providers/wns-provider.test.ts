import { TargetGuard } from '@shoal/outbound';
import { FakeWns } from '@shoal/testing';
import type { Shipment } from '../../src/provider/push-provider.js';
import { WnsProvider, type WnsProviderOptions } from '../../src/provider/wns/wns-provider.js';
import { renderPayloads } from '../../src/render/render-payloads.js';
import { brokenConnections } from './payloads.js';

const notification = { title: 'Hi & <hello>', body: 'there', data: { a: 1 } };
const payload = renderPayloads({ notification, providers: ['wns'] }).wns ?? '';

let fake: FakeWns;
beforeAll(async () => {
  fake = await FakeWns.start();
});
afterAll(() => fake[Symbol.asyncDispose]());

/** A provider, and an app of its own with a channel. */
function setup(options: Partial<WnsProviderOptions> = {}) {
  apps += 1;
  const app = fake.createApp(`ms-app://s-1-15-2-${apps}`);
  const channel = fake.createChannel(app.packageSid);
  const provider = new WnsProvider({
    guard: new TargetGuard({ allowPrivateTargets: true }),
    certificateAuthorities: fake.identity.authority,
    ...{ tokenEndpoint: fake.tokenEndpoint, channelDomains: ['127.0.0.1'] },
    ...options,
  });
  const credential = { appId: 'app', credentialId: 'wns', version: 1, provider: 'wns' as const, ...app };
  return {
    ...{ app, channel, provider, credential },
    send: (changed: Partial<Shipment<'wns'>> = {}, channelUri = channel) =>
      provider.send({ credential, recipient: { transportType: 'wns', channelUri }, payload, ...changed }),
    [Symbol.asyncDispose]: () => provider.close(),
  };
}
let apps = 0;

test('a toast comes to its channel as XML, and is accepted with its id', async () => {
  await using from = setup();
  expect(await from.send()).toEqual({ kind: 'accepted', messageId: expect.stringMatching(/^[0-9A-F]{16}$/) });
  expect(fake.received.at(-1)).toEqual({
    ...{ token: from.channel, packageSid: from.app.packageSid, type: 'wns/toast' },
    body:
      '<toast launch="{&quot;a&quot;:1}"><visual><binding template="ToastGeneric">' +
      '<text id="1">Hi &amp; &lt;hello&gt;</text><text id="2">there</text></binding></visual></toast>',
  });
});

test('it says how long it is wanted', async () => {
  await using from = setup();
  await from.send({ expiresAtMs: Date.now() + 59_500 });
  expect(fake.received.at(-1)).toMatchObject({ ttl: 60 });
});

test('a raw notification is data', async () => {
  await using from = setup();
  const raw = renderPayloads({ notification: { data: { a: 1 } }, providers: ['wns'] }).wns ?? '';
  expect(await from.send({ payload: raw })).toMatchObject({ kind: 'accepted' });
  expect(fake.received.at(-1)).toMatchObject({ type: 'wns/raw', body: '{"a":1}' });
});

test.each([
  [400, 'rejected', 'caller_payload'],
  [403, 'rejected', 'credential_auth'],
  [404, 'rejected', 'device_terminal'],
  [406, 'retryable', 'provider_quota'],
  [410, 'rejected', 'device_terminal'],
  [413, 'rejected', 'caller_payload'],
  [418, 'rejected', 'unknown'],
  [429, 'retryable', 'provider_quota'],
  [500, 'retryable', 'provider_transient'],
  [503, 'retryable', 'provider_transient'],
  [302, 'rejected', 'unknown'],
] as const)('the answer %d is %s, %s', async (status, kind, failureClass) => {
  await using from = setup();
  fake.answer(from.channel, { status, headers: { location: 'https://127.0.0.1:1/' } });
  expect(await from.send()).toEqual({ kind, failureClass, reason: `HTTP ${status}` });
});

test.each([200, 201, 202])('%d is accepted', async (status) => {
  await using from = setup();
  fake.answer(from.channel, { status });
  expect(await from.send()).toEqual({ kind: 'accepted' });
});

test('an answer that drops the notification is not taken for a success', async () => {
  await using from = setup();
  fake.answer(from.channel, { status: 200, headers: { 'X-WNS-Status': 'dropped' } });
  expect(await from.send()).toEqual({
    kind: 'rejected',
    failureClass: 'device_transient',
    reason: 'dropped',
  });
});

test.each([
  [{ status: 503 }, 'credential'],
  [{ status: 406 }, 'credential'],
  [{ status: 200, headers: { 'X-WNS-Status': 'channelThrottled' } }, 'device'],
] as const)('who asks to be left alone says for whom: %j', async (reply, of) => {
  await using from = setup();
  fake.answer(from.channel, { ...reply, retryAfter: 7 });
  expect(await from.send()).toMatchObject({ kind: 'retryable', retryAfter: { milliseconds: 7_000, of } });
});

test('a channel that is gone is a dead device, another app’s is the credential’s fault', async () => {
  await using from = setup();
  await using other = setup();
  expect(await from.send({}, `${new URL(from.channel).origin}/?token=gone`)).toMatchObject({
    failureClass: 'device_terminal',
  });
  expect(await from.send({}, other.channel)).toMatchObject({ failureClass: 'credential_auth' });
});

describe('an access token', () => {
  it('that has expired is renewed, and the notification sent', async () => {
    await using from = setup();
    const before = fake.grants.requests;
    await from.send();
    fake.grants.expire();
    const answers = await Promise.all([from.send(), from.send(), from.send()]);
    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(fake.grants.requests - before).toBe(2);
  });

  it('that is refused twice is the credential’s fault, never the device’s', async () => {
    await using from = setup();
    fake.answer(from.channel, { status: 401 }, { status: 401 });
    expect(await from.send()).toEqual({
      ...{ kind: 'rejected', failureClass: 'credential_auth', reason: 'HTTP 401' },
    });
  });

  it('that cannot be had for now is asked for again later', async () => {
    await using from = setup();
    fake.grants.answer({ status: 503 }, 'close');
    expect(await from.send()).toMatchObject({ kind: 'retryable', failureClass: 'provider_transient' });
    expect(await from.send()).toMatchObject({ kind: 'retryable', failureClass: 'network_transport' });
    expect(await from.send()).toMatchObject({ kind: 'accepted' });
  });

  it('is shown to nobody but Windows’ own service', async () => {
    await using from = setup({ channelDomains: ['notify.windows.com'] });
    const before = fake.totals.requests;
    const hosts = ['127.0.0.1', 'notify.windows.com.evil.example', 'evilnotify.windows.com'];
    for (const host of hosts) {
      const uri = from.channel.replace('127.0.0.1', host);
      expect(await from.send({}, uri)).toMatchObject({ kind: 'rejected', reason: 'refused_target' });
    }
    const plain = 'http://db3.notify.windows.com/?token=x';
    expect(await from.send({}, plain)).toMatchObject({ kind: 'rejected', reason: 'refused_target' });
    expect(fake.totals.requests).toBe(before);
  });
});

test('a channel at a private address is not called', async () => {
  await using from = setup({ guard: new TargetGuard({ allowPrivateTargets: false }) });
  const before = fake.totals.requests;
  expect(await from.send()).toMatchObject({ kind: 'rejected', reason: 'refused_target' });
  expect(fake.totals.requests).toBe(before);
});

test('a payload that is none is refused', async () => {
  await using from = setup();
  expect(await from.send({ payload: '{}' })).toMatchObject({ reason: 'invalid_payload' });
});

test.each(brokenConnections)(
  'a channel that does not answer (%s) is worth another attempt',
  async (reply, outcome) => {
    await using from = setup({ timeout: 500 });
    await from.send();
    fake.answer(from.channel, reply);
    expect(await from.send()).toEqual(outcome);
  },
);

test('another provider’s recipient is refused', async () => {
  await using from = setup();
  const recipient = { transportType: 'hms' as const, registrationToken: 'x' };
  expect(await from.send({ recipient })).toMatchObject({ kind: 'rejected', reason: 'not_a_wns_recipient' });
});
