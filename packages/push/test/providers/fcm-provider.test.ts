import { TargetGuard } from '@shoal/outbound';
import {
  createTlsIdentity,
  eventually,
  type FcmError,
  fcmRefusal,
  oauthRefusal,
  type TlsIdentity,
} from '@shoal/testing';
import { FcmProvider } from '../../src/provider/fcm/fcm-provider.js';
import { FcmSending, fcmCredential } from './fcm-sending.js';
import { brokenConnections, fcmPayload } from './payloads.js';

let identity: TlsIdentity;
beforeAll(async () => {
  identity = await createTlsIdentity();
});

const rejected = (failureClass: string, reason: string) => ({ kind: 'rejected', failureClass, reason });
const retryable = (failureClass: string, reason: string) => ({ kind: 'retryable', failureClass, reason });

describe('a message', () => {
  it('is the payload with the token of the device', async () => {
    await using sending = await FcmSending.start(identity);
    expect(await sending.send('t-1')).toEqual({
      kind: 'accepted',
      messageId: expect.stringMatching(/^projects\/project-1\/messages\//),
    });
    const { message } = JSON.parse(fcmPayload);
    expect(sending.fake.received).toEqual([
      expect.objectContaining({ projectId: 'project-1', message: { ...message, token: 't-1' } }),
    ]);
  });

  it('is not kept for the device longer than it is wanted', async () => {
    const now = Date.now();
    await using sending = await FcmSending.start(identity, { now: () => now });
    await sending.send('t-1', { expiresAtMs: now + 90_500 });
    const expiration = String(Math.floor((now + 90_500) / 1_000));
    expect(sending.fake.received[0]?.message).toMatchObject({
      android: { collapse_key: 'orders', ttl: '90s' },
      apns: { headers: { 'apns-expiration': expiration } },
      webpush: { headers: { TTL: '90' } },
    });
  });

  it('that is none is not sent', async () => {
    await using sending = await FcmSending.start(identity);
    for (const payload of ['', '[]', '{"message":1}']) {
      expect(await sending.send('t-1', { payload })).toEqual(rejected('caller_payload', 'invalid_payload'));
    }
    expect(sending.fake.totals.requests).toBe(0);
  });
});

describe('an answer', () => {
  let sending: FcmSending;
  beforeAll(async () => {
    sending = await FcmSending.start(identity, { timeout: 1_000 });
  });
  afterAll(() => sending[Symbol.asyncDispose]());
  beforeEach(() => sending.fake.behave({}));

  const rows: [FcmError, object][] = [
    ['UNREGISTERED', rejected('device_terminal', 'UNREGISTERED')],
    ['INVALID_REGISTRATION_TOKEN', rejected('device_terminal', 'INVALID_ARGUMENT')],
    ['SENDER_ID_MISMATCH', rejected('credential_auth', 'SENDER_ID_MISMATCH')],
    ['NOT_FOUND', rejected('credential_auth', 'NOT_FOUND')],
    ['THIRD_PARTY_AUTH_ERROR', rejected('credential_auth', 'THIRD_PARTY_AUTH_ERROR')],
    ['INVALID_ARGUMENT', rejected('caller_payload', 'INVALID_ARGUMENT')],
    ['PAYLOAD_TOO_LARGE', rejected('caller_payload', 'INVALID_ARGUMENT')],
    ['QUOTA_EXCEEDED', retryable('provider_quota', 'QUOTA_EXCEEDED')],
    ['INTERNAL', retryable('provider_transient', 'INTERNAL')],
    ['UNAVAILABLE', retryable('provider_transient', 'UNAVAILABLE')],
  ];

  it.each(rows)('%s is what the table says', async (error, outcome) => {
    sending.fake.answer(error, fcmRefusal(error));
    expect(await sending.send(error)).toEqual(outcome);
    expect(sending.fake.count(error)).toEqual({ requests: 1, accepted: 0 });
  });

  it('registration-token-not-registered, wherever FCM says it, is a dead token', async () => {
    const refusal = fcmRefusal('NOT_FOUND', 'messaging/registration-token-not-registered');
    sending.fake.answer('t-1', refusal);
    expect(await sending.send('t-1')).toEqual(rejected('device_terminal', 'NOT_FOUND'));
  });

  it.each([
    [502, retryable('provider_transient', 'HTTP 502')],
    [504, retryable('provider_transient', 'HTTP 504')],
    [418, rejected('unknown', 'HTTP 418')],
    [501, rejected('unknown', 'HTTP 501')],
  ])('%d without words is what the table says', async (status, outcome) => {
    sending.fake.answer('t-1', { status, body: '<html>registration token invalid</html>' });
    expect(await sending.send('t-1')).toEqual(outcome);
  });

  it.each(brokenConnections)('that is none (%s) is worth another attempt', async (reply, outcome) => {
    sending.fake.answer('t-1', reply);
    expect(await sending.send('t-1')).toEqual(outcome);
    expect(await sending.send('t-1')).toMatchObject({ kind: 'accepted' });
  });

  it('says for whom it asks to wait', async () => {
    const throttled = { ...fcmRefusal('QUOTA_EXCEEDED'), retryAfter: 7 };
    const device = { ...fcmRefusal('DEVICE_QUOTA_EXCEEDED'), retryAfter: 8 };
    const sick = { ...fcmRefusal('UNAVAILABLE'), retryAfter: 9 };
    sending.fake.answer('t-1', throttled, device, sick);
    for (const retryAfter of [
      { milliseconds: 7_000, of: 'credential' },
      { milliseconds: 8_000, of: 'device' },
      { milliseconds: 9_000, of: 'credential' },
    ]) {
      expect(await sending.send('t-1')).toMatchObject({ kind: 'retryable', retryAfter });
    }
  });

  it('of a refused sender says nothing of the device, whatever its body says', async () => {
    const { body = '' } = fcmRefusal('UNREGISTERED');
    sending.fake.behave({ status: 401, body });
    expect(await sending.send('t-1')).toEqual(rejected('credential_auth', 'UNREGISTERED'));
  });

  it('about the data says nothing of the device, although it repeats what the app has written', async () => {
    const message = { data: { text: ['the registration token is invalid'] } };
    const outcome = await sending.send('t-1', { payload: JSON.stringify({ message }) });
    expect(outcome).toEqual(rejected('caller_payload', 'INVALID_ARGUMENT'));
  });
});

describe('an access token', () => {
  it('is fetched once, however many wait for it, and kept', async () => {
    await using sending = await FcmSending.start(identity);
    const { fake, credential } = sending;
    const tokens = Array.from({ length: 30 }, (_, index) => `t-${index}`);
    const outcomes = await Promise.all(tokens.map((token) => sending.send(token)));
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    await sending.send('later');
    expect(fake.tokenRequests(credential.serviceAccount.clientEmail)).toBe(1);
  });

  it('is fetched again five minutes before its end', async () => {
    // Behind the clock of the fake, which takes no assertion of the future.
    let now = Date.now() - 3_300_000;
    await using sending = await FcmSending.start(identity, { now: () => now });
    const { clientEmail } = sending.credential.serviceAccount;
    await sending.send('t-1');
    now += 3_298_000;
    await sending.send('t-1');
    expect(sending.fake.tokenRequests(clientEmail)).toBe(1);
    now += 2_000;
    expect(await sending.send('t-1')).toMatchObject({ kind: 'accepted' });
    expect(sending.fake.tokenRequests(clientEmail)).toBe(2);
  });

  it('that is refused is replaced once', async () => {
    await using sending = await FcmSending.start(identity);
    const { fake, credential } = sending;
    await sending.send('t-1');
    fake.revokeAccessTokens();
    const outcomes = await Promise.all(['t-1', 't-2', 't-3'].map((token) => sending.send(token)));
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(fake.tokenRequests(credential.serviceAccount.clientEmail)).toBe(2);
  });

  it('that is refused like the one before is not replaced for every message', async () => {
    await using sending = await FcmSending.start(identity);
    const { fake, credential } = sending;
    fake.behave(fcmRefusal('PERMISSION_DENIED'));
    for (const token of ['t-1', 't-2', 't-3']) {
      expect(await sending.send(token)).toEqual(rejected('credential_auth', 'PERMISSION_DENIED'));
    }
    expect(fake.tokenRequests(credential.serviceAccount.clientEmail)).toBe(2);
    expect(fake.totals.requests).toBe(4);
  });

  it.each([
    ['invalid_grant', 400],
    ['invalid_client', 401],
    ['unauthorized_client', 403],
  ])('that nobody gets (%s) is the fault of the credential', async (error, status) => {
    await using sending = await FcmSending.start(identity);
    const { fake, credential } = sending;
    const { clientEmail } = credential.serviceAccount;
    fake.answerTokenRequest(clientEmail, oauthRefusal(error, 'It is not.', status));
    expect(await sending.send('t-1')).toEqual(rejected('credential_auth', error));
    expect(await sending.send('t-2')).toEqual(rejected('credential_auth', error));
    expect(fake.tokenRequests(clientEmail)).toBe(1);
  });

  it.each([
    [{ status: 503, retryAfter: 3 }, 'provider_transient', 'HTTP 503'],
    [{ status: 429, retryAfter: 3 }, 'provider_quota', 'HTTP 429'],
    [oauthRefusal('internal_failure', 'Backend error', 400), 'provider_transient', 'internal_failure'],
    ['close', 'network_transport', expect.any(String)],
    ['hang', 'network_transport', 'timeout'],
  ] as const)(
    'that is not to be had now (%j) is worth another attempt',
    async (reply, failureClass, reason) => {
      await using sending = await FcmSending.start(identity, { timeout: 500 });
      const { fake, credential } = sending;
      fake.answerTokenRequest(credential.serviceAccount.clientEmail, reply);
      expect(await sending.send('t-1')).toMatchObject({ kind: 'retryable', failureClass, reason });
    },
  );

  it('is tried for again at once after a failure that passes', async () => {
    await using sending = await FcmSending.start(identity);
    sending.fake.answerTokenRequest(sending.credential.serviceAccount.clientEmail, { status: 503 });
    expect(await sending.send('t-1')).toMatchObject({ kind: 'retryable' });
    expect(await sending.send('t-1')).toMatchObject({ kind: 'accepted' });
  });

  it('is not asked of a place inside our network', async () => {
    await using sending = await FcmSending.start(identity);
    const guard = new TargetGuard({ allowPrivateTargets: false });
    const { endpoint } = sending.fake;
    const provider = new FcmProvider({ guard, endpoint, certificateAuthorities: identity.authority });
    const recipient = { transportType: 'gcm', registrationToken: 't-1' } as const;
    const outcome = await provider.send({ credential: sending.credential, recipient, payload: fcmPayload });
    await provider.close();
    expect(outcome).toEqual(rejected('credential_auth', 'refused_token_uri'));
    expect(sending.fake.tokenRequests(sending.credential.serviceAccount.clientEmail)).toBe(0);
  });

  it.each(['', 'no PEM', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'])(
    'cannot be asked for with the key "%s"',
    async (privateKey) => {
      await using sending = await FcmSending.start(identity);
      const credential = sending.changed({ privateKey });
      expect(await sending.send('t-1', { credential })).toEqual(
        rejected('credential_auth', 'invalid_private_key'),
      );
    },
  );
});

it('serves apps with projects of their own', async () => {
  await using sending = await FcmSending.start(identity);
  const other = fcmCredential('app-2', await sending.fake.createServiceAccount('project-2'));
  await Promise.all([sending.send('t-1'), sending.send('t-2', { credential: other })]);
  const projects = sending.fake.received.map(({ token, projectId }) => [token, projectId]);
  expect(projects.sort()).toEqual([
    ['t-1', 'project-1'],
    ['t-2', 'project-2'],
  ]);
  const mixed = sending.changed({ projectId: 'project-2' });
  expect(await sending.send('t-3', { credential: mixed })).toEqual(
    rejected('credential_auth', 'PERMISSION_DENIED'),
  );
});

it('ends what is under way as retryable when it is closed', async () => {
  const sending = await FcmSending.start(identity);
  await using _fake = sending.fake;
  sending.fake.answer('t-1', 'hang');
  const outcome = sending.send('t-1');
  await eventually(() => sending.fake.count('t-1').requests === 1);
  await sending.provider.close();
  expect(await outcome).toMatchObject({ kind: 'retryable', failureClass: 'network_transport' });
});
