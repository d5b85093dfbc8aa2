import { TargetGuard } from '@shoal/outbound';
import { FakeFcm, type ServiceAccountKey, type TlsIdentity } from '@shoal/testing';
import type { Credential, ServiceAccount } from '../../src/model/credential.js';
import { FcmProvider, type FcmProviderOptions } from '../../src/provider/fcm/fcm-provider.js';
import type { ProviderOutcome } from '../../src/provider/provider-outcome.js';
import type { Shipment } from '../../src/provider/push-provider.js';
import { fcmPayload } from './payloads.js';

type FcmCredential = Extract<Credential, { provider: 'fcm' }>;

/** A fake FCM, a provider that sends to it, and an app of it. Use it with `await using`. */
export class FcmSending implements AsyncDisposable {
  readonly fake: FakeFcm;
  readonly provider: FcmProvider;
  readonly credential: FcmCredential;

  private constructor(fake: FakeFcm, provider: FcmProvider, credential: FcmCredential) {
    this.fake = fake;
    this.provider = provider;
    this.credential = credential;
  }

  static async start(identity: TlsIdentity, options: Partial<FcmProviderOptions> = {}): Promise<FcmSending> {
    const fake = await FakeFcm.start({ identity });
    const provider = new FcmProvider({
      guard: new TargetGuard({ allowPrivateTargets: true }),
      endpoint: fake.endpoint,
      certificateAuthorities: identity.authority,
      ...options,
    });
    return new FcmSending(
      fake,
      provider,
      fcmCredential('app-1', await fake.createServiceAccount('project-1')),
    );
  }

  send(token: string, changed: Partial<Shipment<'fcm'>> = {}): Promise<ProviderOutcome> {
    const recipient = { transportType: 'gcm', registrationToken: token } as const;
    return this.provider.send({ credential: this.credential, recipient, payload: fcmPayload, ...changed });
  }

  /** The app's credential, otherwise. */
  changed(account: Partial<ServiceAccount>): FcmCredential {
    return { ...this.credential, serviceAccount: { ...this.credential.serviceAccount, ...account } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.provider.close();
    await this.fake[Symbol.asyncDispose]();
  }
}

export function fcmCredential(appId: string, key: ServiceAccountKey): FcmCredential {
  const serviceAccount = {
    projectId: key.project_id,
    clientEmail: key.client_email,
    privateKey: key.private_key,
    privateKeyId: key.private_key_id,
    tokenUri: key.token_uri,
  };
  return { appId, credentialId: 'fcm', version: 1, provider: 'fcm', serviceAccount };
}
