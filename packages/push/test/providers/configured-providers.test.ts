import {
  createTlsIdentity,
  FakeApns,
  FakeFcm,
  FakeHms,
  FakeWebPush,
  FakeWns,
  pushServiceName,
  type TlsIdentity,
} from '@shoal/testing';
import { createPushProviders, type PushProviderSettings } from '../../src/configure/create-providers.js';
import { renderPayloads } from '../../src/render/render-payloads.js';
import { sampleSettings } from '../../src/testing/sample-settings.js';
import { deviceToken } from './apns-sending.js';
import { fcmCredential } from './fcm-sending.js';
import { vapidCredential } from './web-push-sending.js';

const ACCEPTED = expect.objectContaining({ kind: 'accepted' });
const REFUSED = {
  kind: 'rejected',
  failureClass: 'device_transient',
  reason: 'refused_target',
};

const payloads = renderPayloads({
  notification: { title: 'Hi', body: 'there', data: { count: 1, of: { list: [true, null] } } },
  providers: ['fcm', 'apns', 'webPush', 'hms', 'wns'],
});
const named = { appId: 'app', credentialId: 'one', version: 1 };

let identity: TlsIdentity;
beforeAll(async () => {
  identity = await createTlsIdentity();
});

function createProviders(
  providers: Parameters<typeof sampleSettings>[0],
  values: Partial<PushProviderSettings> = {},
) {
  return createPushProviders({
    ...sampleSettings(providers),
    ...{ allowPrivateTargets: true, certificateAuthorities: identity.authority },
    ...values,
  });
}

test('each sends where it is told to', async () => {
  await using fakeFcm = await FakeFcm.start({ identity });
  await using fakeApns = await FakeApns.start({ identity });
  await using fakeHms = await FakeHms.start({ identity });
  await using fakeWns = await FakeWns.start({ identity });
  await using fakeWebPush = await FakeWebPush.start({ identity });
  const topic = 'com.example.app';
  const { fcm, apns, webPush, hms, wns } = createProviders({
    fcm: { endpoint: fakeFcm.endpoint },
    apns: { endpoint: fakeApns.endpoint, topic },
    hms: { endpoint: fakeHms.endpoint, tokenUri: fakeHms.tokenEndpoint },
    wns: { tokenUri: fakeWns.tokenEndpoint },
  });
  const key = { teamId: 'TEAM', keyId: 'KEY' };
  const privateKey = await fakeApns.createKey({ ...key, topics: [topic] });
  const windows = fakeWns.createApp('ms-app://s-1-15-2-1');
  const outcomes = await Promise.all([
    fcm?.send({
      credential: fcmCredential('app', await fakeFcm.createServiceAccount('project-1')),
      recipient: { transportType: 'gcm', registrationToken: 'device' },
      payload: payloads.fcm ?? '',
    }),
    apns?.send({
      credential: { ...named, provider: 'apns', kind: 'token', ...key, privateKey },
      recipient: { transportType: 'apns', deviceToken: deviceToken(1) },
      payload: payloads.apns ?? '',
    }),
    webPush?.send({
      credential: vapidCredential('app'),
      recipient: { transportType: 'web', ...fakeWebPush.subscribe() },
      payload: payloads.webPush ?? '',
    }),
    hms?.send({
      credential: { ...named, provider: 'hms', ...fakeHms.createApp('100') },
      recipient: { transportType: 'hms', registrationToken: 'device' },
      payload: payloads.hms ?? '',
    }),
    wns?.send({
      credential: { ...named, provider: 'wns', ...windows },
      recipient: { transportType: 'wns', channelUri: fakeWns.createChannel(windows.packageSid) },
      payload: payloads.wns ?? '',
    }),
  ]);
  expect(outcomes).toEqual([ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED]);
  await Promise.all([fcm, apns, webPush, hms, wns].map((provider) => provider?.close()));
});

describe('browsers', () => {
  let fake: FakeWebPush;
  beforeAll(async () => {
    fake = await FakeWebPush.start({ identity, host: 'localhost' });
  });
  afterAll(() => fake[Symbol.asyncDispose]());

  async function send(hosts: object, values: Partial<PushProviderSettings> = {}) {
    const { webPush } = createProviders({ webPush: hosts }, values);
    const outcome = await webPush?.send({
      credential: vapidCredential('app'),
      recipient: { transportType: 'web', ...fake.subscribe() },
      payload: payloads.webPush ?? '',
    });
    await webPush?.close();
    return outcome;
  }

  it.each([
    ['a service that is allowed', { allowedHosts: ['.localhost'] }, ACCEPTED],
    ['another one', { allowedHosts: [pushServiceName] }, REFUSED],
    ['one that is denied', { deniedHosts: ['localhost'] }, REFUSED],
  ])('of %s', async (_of, hosts, outcome) => expect(await send(hosts)).toEqual(outcome));

  it('on this machine, unless that is allowed', async () => {
    expect(await send({}, { allowPrivateTargets: false })).toEqual(REFUSED);
  });
});
