import { createECDH } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTlsIdentity, FakeApns, FakeFcm, FakeWebPush } from '@shoal/testing';

const key = { teamId: 'TEAM1', keyId: 'KEY1' };
const topic = 'com.example.app';

interface Fakes {
  readonly fcm: FakeFcm;
  readonly apns: FakeApns;
  readonly webPush: FakeWebPush;
}

/** FCM, APNs and a push service of browsers, and what a server has to be told of them. Use it with `await using`. */
export class PushServices implements Fakes, AsyncDisposable {
  readonly fcm: FakeFcm;
  readonly apns: FakeApns;
  readonly webPush: FakeWebPush;
  readonly variables: Readonly<Record<string, string>>;
  readonly #directory: string;

  private constructor(fakes: Fakes, variables: PushServices['variables'], directory: string) {
    this.fcm = fakes.fcm;
    this.apns = fakes.apns;
    this.webPush = fakes.webPush;
    this.variables = variables;
    this.#directory = directory;
  }

  static async start(): Promise<PushServices> {
    const identity = await createTlsIdentity();
    const fcm = await FakeFcm.start({ identity });
    const apns = await FakeApns.start({ identity });
    const webPush = await FakeWebPush.start({ identity });
    const directory = await mkdtemp(join(tmpdir(), 'push-server-'));
    const authority = join(directory, 'authority.pem');
    await writeFile(authority, identity.authority);
    const variables = {
      NODE_EXTRA_CA_CERTS: authority,
      PUSH_ALLOW_PRIVATE_TARGETS: '1',
      PUSH_CREDENTIAL_ENCRYPTION_KEY: 'a secret of the test',
      FCM_ENDPOINT: fcm.endpoint,
      FCM_SERVICE_ACCOUNT_JSON: JSON.stringify(await fcm.createServiceAccount('project-1')),
      APNS_ENDPOINT: apns.endpoint,
      APNS_TEAM_ID: key.teamId,
      APNS_KEY_ID: key.keyId,
      APNS_PRIVATE_KEY: await apns.createKey({ ...key, topics: [topic] }),
      APNS_TOPIC: topic,
      VAPID_PRIVATE_KEY: createVapidKeys().privateKey,
      VAPID_CONTACT: 'mailto:push@example.com',
    };
    return new PushServices({ fcm, apns, webPush }, variables, directory);
  }

  /** What all of them were sent. */
  get received(): number {
    return this.fcm.received.length + this.apns.received.length + this.webPush.received.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const fakes = [this.fcm, this.apns, this.webPush];
    await Promise.all(fakes.map((fake) => fake[Symbol.asyncDispose]()));
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** A new pair, in base64url. */
export function createVapidKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const keys = createECDH('prime256v1');
  const publicKey = keys.generateKeys('base64url');
  // Leading zeros are a part of the key, and Node leaves them out.
  const privateKey = Buffer.concat([Buffer.alloc(32), keys.getPrivateKey()]).subarray(-32);
  return { publicKey, privateKey: privateKey.toString('base64url') };
}
