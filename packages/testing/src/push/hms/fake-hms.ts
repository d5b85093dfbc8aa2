import { randomUUID } from 'node:crypto';
import type { Reply } from '../../webhooks/reply.js';
import { FakePushService, type FakePushServiceOptions } from '../fake-push-service.js';
import { ClientGrants } from '../grants/client-grants.js';
import { HttpsService, type ServiceRequest } from '../https-service.js';
import { createTlsIdentity, type TlsIdentity } from '../tls-identity.js';
import { checkHmsMessage, type HmsMessage } from './check-hms-message.js';
import { hmsAnswer, hmsRefusal } from './hms-refusals.js';

export interface FakeHmsOptions extends FakePushServiceOptions {
  /** One of its own by default. */
  readonly identity?: TlsIdentity;
  /** Seconds that an access token lasts. */
  readonly tokenLifetime?: number;
}

export interface ReceivedHmsMessage extends HmsMessage {
  readonly hmsAppId: string;
}

const sendPath = /^\/v1\/([^/]+)\/messages:send$/;

/**
 * Huawei's Push Kit and its token endpoint: HTTPS on 127.0.0.1, and as strict as they are about access tokens, apps and
 * messages. Use it with `await using`.
 */
export class FakeHms extends FakePushService<ReceivedHmsMessage> implements AsyncDisposable {
  readonly identity: TlsIdentity;
  readonly grants: ClientGrants;
  #service: HttpsService | undefined;

  private constructor(identity: TlsIdentity, options: FakeHmsOptions) {
    super(options);
    this.identity = identity;
    const { tokenLifetime: lifetime } = options;
    this.grants = new ClientGrants(lifetime === undefined ? {} : { lifetime });
  }

  static async start(options: FakeHmsOptions = {}): Promise<FakeHms> {
    const fake = new FakeHms(options.identity ?? (await createTlsIdentity()), options);
    fake.#service = await HttpsService.start(fake.identity, async (request) => fake.#receive(request));
    return fake;
  }

  /** What `HMS_ENDPOINT` has to be. */
  get endpoint(): string {
    if (this.#service === undefined) {
      throw new Error('The fake HMS has not been started: use FakeHms.start()');
    }
    return this.#service.origin;
  }

  get tokenEndpoint(): string {
    return `${this.endpoint}/oauth2/v3/token`;
  }

  /** A new app, or a new secret for it. */
  createApp(hmsAppId = '100200300'): { readonly hmsAppId: string; readonly clientSecret: string } {
    return { hmsAppId, clientSecret: this.grants.add(hmsAppId) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]();
  }

  #receive(request: ServiceRequest): Reply {
    const { method, path } = request;
    if (method === 'POST' && path === '/oauth2/v3/token') return this.grants.grant(request);
    const hmsAppId = sendPath.exec(path)?.[1];
    if (method !== 'POST' || hmsAppId === undefined) return this.refuse({ status: 404 });
    return this.#send(decodeURIComponent(hmsAppId), request);
  }

  #send(hmsAppId: string, request: ServiceRequest): Reply {
    const bearer = this.grants.bearerOf(request);
    if (bearer.kind === 'expired') return this.refuse(hmsRefusal(80200003));
    if (bearer.kind === 'unknown' || bearer.clientId !== hmsAppId) return this.refuse(hmsRefusal(80200001));
    if (!request.headers['content-type']?.startsWith('application/json'))
      return this.refuse(hmsRefusal(80100001));
    const checked = checkHmsMessage(request.body.toString());
    if (typeof checked === 'number') return this.refuse(hmsRefusal(checked));
    return this.take({ ...checked, hmsAppId }, () =>
      hmsAnswer(200, { code: '80000000', msg: 'Success', requestId: randomUUID() }),
    );
  }
}
