import { FakeApns, type FakeApnsOptions } from '@shoal/testing';
import type { ApnsSecret, Credential } from '../../src/model/credential.js';
import { ApnsProvider, type ApnsProviderOptions } from '../../src/provider/apns/apns-provider.js';
import type { ProviderOutcome } from '../../src/provider/provider-outcome.js';
import type { Shipment } from '../../src/provider/push-provider.js';
import { apnsPayload } from './payloads.js';

type ApnsCredential = Extract<Credential, { provider: 'apns' }>;
type ApnsTokenCredential = Extract<ApnsCredential, { kind: 'token' }>;

export interface ApnsSendingOptions {
  readonly fake?: FakeApnsOptions;
  readonly provider?: ApnsProviderOptions;
}

/** A fake APNs, a provider that sends to it, and an app of it. Use it with `await using`. */
export class ApnsSending implements AsyncDisposable {
  readonly fake: FakeApns;
  readonly provider: ApnsProvider;
  readonly credential: ApnsTokenCredential;

  private constructor(fake: FakeApns, provider: ApnsProvider, credential: ApnsTokenCredential) {
    this.fake = fake;
    this.provider = provider;
    this.credential = credential;
  }

  static async start(options: ApnsSendingOptions = {}): Promise<ApnsSending> {
    const fake = await FakeApns.start(options.fake);
    const provider = new ApnsProvider({
      endpoint: fake.endpoint,
      certificateAuthorities: fake.identity.authority,
      ...options.provider,
    });
    return new ApnsSending(fake, provider, await apnsTokenCredential(fake, 'app-1'));
  }

  send(deviceToken: string, changed: Partial<Shipment<'apns'>> = {}): Promise<ProviderOutcome> {
    const recipient = { transportType: 'apns', deviceToken } as const;
    return this.provider.send({ credential: this.credential, recipient, payload: apnsPayload, ...changed });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.provider.close();
    await this.fake[Symbol.asyncDispose]();
  }
}

/** An app of its own team, with the topic `com.example.<appId>`. */
export async function apnsTokenCredential(fake: FakeApns, appId: string): Promise<ApnsTokenCredential> {
  const topic = `com.example.${appId}`;
  const key = { teamId: `TEAM-${appId}`, keyId: `KEY-${appId}` };
  const privateKey = await fake.createKey({ ...key, topics: [topic, `${topic}.voip`] });
  return apnsCredential(appId, { kind: 'token', ...key, privateKey }, topic);
}

export function apnsCredential<Secret extends ApnsSecret>(appId: string, secret: Secret, topic: string) {
  return { appId, credentialId: 'apns', version: 1, provider: 'apns', topic, ...secret } as const;
}

/** A device token, another for each number. */
export function deviceToken(number: number): string {
  return number.toString(16).padStart(64, '0');
}
