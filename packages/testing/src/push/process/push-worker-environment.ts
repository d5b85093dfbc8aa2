import { createECDH } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PushServicesDescription } from './push-services.js';

/** What a push worker is told of fake services. Use it with `await using`. */
export class PushWorkerEnvironment implements AsyncDisposable {
  readonly variables: Readonly<Record<string, string>>;
  readonly #directory: string;

  private constructor(variables: Readonly<Record<string, string>>, directory: string) {
    this.variables = variables;
    this.#directory = directory;
  }

  static async create({ authority, fcm, apns }: PushServicesDescription): Promise<PushWorkerEnvironment> {
    const directory = await mkdtemp(join(tmpdir(), 'push-worker-'));
    const path = join(directory, 'authority.pem');
    await writeFile(path, authority);
    const vapid = createECDH('prime256v1');
    vapid.generateKeys();
    return new PushWorkerEnvironment(
      {
        NODE_EXTRA_CA_CERTS: path,
        PUSH_ALLOW_PRIVATE_TARGETS: '1',
        FCM_ENDPOINT: fcm.endpoint,
        FCM_SERVICE_ACCOUNT_JSON: JSON.stringify(fcm.serviceAccount),
        APNS_ENDPOINT: apns.endpoint,
        APNS_TEAM_ID: apns.teamId,
        APNS_KEY_ID: apns.keyId,
        APNS_PRIVATE_KEY: apns.privateKey,
        APNS_TOPIC: apns.topic,
        VAPID_PRIVATE_KEY: vapid.getPrivateKey().toString('base64url').padStart(43, 'A'),
        VAPID_CONTACT: 'mailto:push@example.com',
      },
      directory,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}
