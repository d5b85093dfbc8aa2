import { createECDH, generateKeyPairSync } from 'node:crypto';
import { PusherError } from '@shoal/protocol';
import { createTlsIdentity, exportP12, type TlsIdentity } from '@shoal/testing';
import type { Provider } from '../model/provider.js';
import { parseCredential } from './parse-credential.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherEc = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const pem = ({ privateKey }: { privateKey: typeof rsa.privateKey }) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let identity: TlsIdentity;
beforeAll(async () => {
  identity = await createTlsIdentity();
});

const parse = (provider: Provider, body: unknown) =>
  parseCredential({ appId: 'app', provider, body, defaultContact: 'mailto:ops@example.com' });

function expectRefusal(provider: Provider, body: unknown, reason: string): void {
  const refused = () => parse(provider, body);
  expect(refused).toThrow(PusherError);
  expect(refused).toThrow(reason);
  expect(refused).not.toThrow(/PRIVATE|very-secret/);
}

const account = {
  type: 'service_account',
  project_id: 'my-project',
  private_key_id: 'k1',
  private_key: pem(rsa),
  client_email: 'push@my-project.iam.gserviceaccount.com',
  token_uri: 'https://oauth2.googleapis.com/token',
};

describe('every credential', () => {
  const body = { hmsAppId: '100200300', clientSecret: 'very-secret' };

  it('has the name of its provider and version 1, unless it says otherwise', () => {
    expect(parse('hms', body)).toEqual({
      appId: 'app',
      credentialId: 'hms',
      version: 1,
      provider: 'hms',
      ...body,
    });
    expect(parse('hms', { ...body, credentialId: 'eu', version: 3, appId: 'other' })).toMatchObject({
      ...{ appId: 'app', credentialId: 'eu', version: 3 },
    });
  });

  it.each([
    ['an id with a space', { ...body, credentialId: 'a b' }, 'credentialId'],
    ['version 0', { ...body, version: 0 }, 'version'],
    ['a version as text', { ...body, version: '1' }, 'version'],
  ])('with %s is refused', (_what, given, place) => expectRefusal('hms', given, place));

  it.each([undefined, null, 'text', []])('that is %p is refused', (given) =>
    expectRefusal('hms', given, 'credential'),
  );
});

describe('of FCM', () => {
  const serviceAccount = {
    projectId: 'my-project',
    clientEmail: account.client_email,
    privateKey: account.private_key,
    privateKeyId: 'k1',
    tokenUri: account.token_uri,
  };

  it('is a service account, as JSON or its text', () => {
    expect(parse('fcm', { serviceAccountJson: account })).toMatchObject({ provider: 'fcm', serviceAccount });
    expect(parse('fcm', { serviceAccountJson: JSON.stringify(account) })).toMatchObject({ serviceAccount });
  });

  it('needs no token_uri', () => {
    const { token_uri, ...rest } = account;
    expect(parse('fcm', { serviceAccountJson: rest })).toMatchObject({
      serviceAccount: { tokenUri: token_uri },
    });
  });

  it.each([
    ['no account', {}, 'serviceAccountJson'],
    ['text that is no JSON', { serviceAccountJson: '{"private_key":"very-secret' }, 'is not JSON'],
    ['no project', { serviceAccountJson: { ...account, project_id: undefined } }, 'project_id'],
    [
      'a key that is none',
      { serviceAccountJson: { ...account, private_key: 'very-secret' } },
      'private_key: is no',
    ],
    [
      'another kind of key',
      { serviceAccountJson: { ...account, private_key: pem(ec) } },
      'must be an RSA key',
    ],
    [
      'a token_uri that is no URL',
      { serviceAccountJson: { ...account, token_uri: 'file:///x' } },
      'token_uri',
    ],
  ])('with %s is refused', (_what, body, place) => expectRefusal('fcm', body, place));
});

describe('of APNs', () => {
  const token = { teamId: 'TEAM123456', keyId: 'KEY1234567', privateKey: pem(ec) };

  it('is a token key', () => {
    expect(parse('apns', token)).toEqual({
      ...{ appId: 'app', credentialId: 'apns', version: 1, provider: 'apns', kind: 'token' },
      ...token,
    });
    expect(parse('apns', { ...token, topic: 'com.example.app' })).toMatchObject({ topic: 'com.example.app' });
  });

  it('is a certificate with its key', () => {
    const both = `${identity.clientCertificate}\n${identity.clientKey}`;
    expect(parse('apns', { pem: both })).toMatchObject({ kind: 'certificate', pem: both });
  });

  it('is PKCS #12 with its password', () => {
    const p12 = exportP12(identity, 'very-secret');
    expect(parse('apns', { p12, p12Password: 'very-secret' })).toMatchObject({
      ...{ kind: 'p12', p12, password: 'very-secret' },
    });
    expectRefusal('apns', { p12, p12Password: 'another' }, 'the password is not the right one');
    expectRefusal('apns', { p12 }, 'p12: the password is not the right one');
  });

  it('whose certificate belongs to another key is refused', () => {
    const mixed = `${identity.clientCertificate}\n${identity.key}`;
    expectRefusal('apns', { pem: mixed }, 'pem: certificate and private key do not belong together');
  });

  it.each([
    ['nothing', {}, 'give one of'],
    ['two secrets', { ...token, pem: 'x' }, 'give one of'],
    ['no key id', { ...token, keyId: undefined }, 'needs teamId and keyId'],
    ['a key that is none', { ...token, privateKey: 'very-secret' }, 'privateKey: is no private key'],
    ['a key of another curve', { ...token, privateKey: pem(otherEc) }, 'must be a key of P-256'],
    ['a topic with a space', { ...token, topic: 'a b' }, 'topic'],
    ['PEM without a certificate', { pem: pem(ec) }, 'pem: holds no certificate'],
    ['PKCS #12 that is none', { p12: Buffer.from('x').toString('base64') }, 'p12: '],
    ['PKCS #12 that is no base64', { p12: '!' }, 'p12: must be base64'],
  ])('with %s is refused', (_what, body, place) => expectRefusal('apns', body, place));
});

describe('of web push', () => {
  const pair = createECDH('prime256v1');
  const keys = {
    publicKey: pair.generateKeys('base64url'),
    privateKey: pair.getPrivateKey('base64url').padStart(43, 'A'),
  };

  it('is a pair of keys, with somebody to write to', () => {
    expect(parse('webPush', keys)).toEqual({
      ...{ appId: 'app', credentialId: 'webPush', version: 1, provider: 'webPush' },
      ...keys,
      contact: 'mailto:ops@example.com',
    });
    const contact = 'https://example.com/contact';
    expect(parse('webPush', { ...keys, contact })).toMatchObject({ contact });
  });

  it.each([
    [
      'keys of two pairs',
      { ...keys, publicKey: createECDH('prime256v1').generateKeys('base64url') },
      'belong together',
    ],
    ['a short public key', { ...keys, publicKey: 'AAAA' }, 'publicKey: must be 65 bytes'],
    ['a short private key', { ...keys, privateKey: 'AAAA' }, 'privateKey: must be 32 bytes'],
    ['a private key of zeros', { ...keys, privateKey: 'A'.repeat(43) }, 'privateKey: is no key'],
    ['a contact that nobody can write to', { ...keys, contact: 'ops' }, 'contact'],
  ])('with %s is refused', (_what, body, place) => expectRefusal('webPush', body, place));
});

describe('of WNS', () => {
  const body = { packageSid: 'ms-app://s-1-15-2-1', clientSecret: 'very-secret' };

  it('is a package SID and its secret', () => {
    expect(parse('wns', body)).toMatchObject({ provider: 'wns', ...body });
  });

  it('with another SID, or none, is refused', () => {
    expectRefusal('wns', { ...body, packageSid: 's-1-15-2-1' }, 'packageSid: must be the package SID');
    expectRefusal('wns', { ...body, clientSecret: '' }, 'clientSecret');
  });
});

test('an app id of Huawei that would change the path is refused', () => {
  expectRefusal('hms', { hmsAppId: '1/../2', clientSecret: 'very-secret' }, 'hmsAppId');
});
