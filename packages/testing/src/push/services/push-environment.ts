import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVapidKeys } from '../web-push/vapid-keys.js';
import type { PushServicesDescription } from './push-services.js';

/** What a server or a push worker has to be told of fake services, as variables. Use it with `await using`. */
export class PushEnvironment implements AsyncDisposable {
  readonly variables: Readonly<Record<string, string>>;
  readonly #directory: string;

  private constructor(variables: Readonly<Record<string, string>>, directory: string) {
    this.variables = variables;
    this.#directory = directory;
  }

  static async create({ authority, fcm, apns }: PushServicesDescription): Promise<PushEnvironment> {
    const directory = await mkdtemp(join(tmpdir(), 'push-'));
    const path = join(directory, 'authority.pem');
    await writeFile(path, authority);
    return new PushEnvironment(
      {
        NODE_EXTRA_CA_CERTS: path,
        PUSH_ALLOW_PRIVATE_TARGETS: '1',
        PUSH_CREDENTIAL_ENCRYPTION_KEY: 'a secret of the test',
        FCM_ENDPOINT: fcm.endpoint,
        FCM_SERVICE_ACCOUNT_JSON: JSON.stringify(fcm.serviceAccount),
        APNS_ENDPOINT: apns.endpoint,
        APNS_TEAM_ID: apns.teamId,
        APNS_KEY_ID: apns.keyId,
        APNS_PRIVATE_KEY: apns.privateKey,
        APNS_TOPIC: apns.topic,
        VAPID_PRIVATE_KEY: createVapidKeys().privateKey,
        VAPID_CONTACT: 'mailto:push@example.com',
      },
      directory,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}
