import { TargetGuard } from '@shoal/outbound';
import { createVapidKeys, FakeWebPush, type FakeWebPushOptions, type PushSubscription } from '@shoal/testing';
import type { Credential } from '../../src/model/credential.js';
import type { ProviderOutcome } from '../../src/provider/provider-outcome.js';
import type { Shipment } from '../../src/provider/push-provider.js';
import {
  WebPushProvider,
  type WebPushProviderOptions,
} from '../../src/provider/web-push/web-push-provider.js';
import { webPushPayload } from './payloads.js';

type WebPushCredential = Extract<Credential, { provider: 'webPush' }>;

export interface WebPushSendingOptions {
  readonly fake?: FakeWebPushOptions;
  readonly provider?: Partial<WebPushProviderOptions>;
}

/** A fake push service, a provider that sends to it, and an app's key. Use it with `await using`. */
export class WebPushSending implements AsyncDisposable {
  readonly fake: FakeWebPush;
  readonly provider: WebPushProvider;
  readonly credential = vapidCredential('app-1');

  private constructor(fake: FakeWebPush, provider: WebPushProvider) {
    this.fake = fake;
    this.provider = provider;
  }

  static async start(options: WebPushSendingOptions = {}): Promise<WebPushSending> {
    const fake = await FakeWebPush.start(options.fake);
    const provider = new WebPushProvider({
      guard: new TargetGuard({ allowPrivateTargets: true }),
      certificateAuthorities: fake.identity.authority,
      ...options.provider,
    });
    return new WebPushSending(fake, provider);
  }

  /** Bound to the app's key. */
  subscribe(): PushSubscription {
    return this.fake.subscribe({ applicationServerKey: this.credential.publicKey });
  }

  send(subscription: PushSubscription, changed: Partial<Shipment<'webPush'>> = {}): Promise<ProviderOutcome> {
    const recipient = { transportType: 'web', ...subscription } as const;
    const { credential } = this;
    return this.provider.send({ credential, recipient, payload: webPushPayload, ...changed });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.provider.close();
    await this.fake[Symbol.asyncDispose]();
  }
}

/** A new key pair. */
export function vapidCredential(appId: string): WebPushCredential {
  const contact = 'mailto:push@example.com';
  return { appId, credentialId: 'webpush', version: 1, provider: 'webPush', ...createVapidKeys(), contact };
}
