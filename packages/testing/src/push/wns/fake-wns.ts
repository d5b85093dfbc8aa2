import { randomBytes } from 'node:crypto';
import type { Reply } from '../../webhooks/reply.js';
import { FakePushService, type FakePushServiceOptions } from '../fake-push-service.js';
import { ClientGrants } from '../grants/client-grants.js';
import { HttpsService, type ServiceRequest } from '../https-service.js';
import { createTlsIdentity, type TlsIdentity } from '../tls-identity.js';
import { isWellFormed } from './is-well-formed.js';

export interface FakeWnsOptions extends FakePushServiceOptions {
  /** One of its own by default. */
  readonly identity?: TlsIdentity;
}

export interface ReceivedWnsNotification {
  /** The channel's URI. */
  readonly token: string;
  readonly packageSid: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl?: number;
  readonly body: string;
}

const MAX_BYTES = 5_000;

/**
 * The Windows notification service and its token endpoint: HTTPS on 127.0.0.1, and as strict as they are about access
 * tokens, channels, headers and XML. Use it with `await using`.
 */
export class FakeWns extends FakePushService<ReceivedWnsNotification> implements AsyncDisposable {
  readonly identity: TlsIdentity;
  readonly grants = new ClientGrants({ scope: 'notify.windows.com' });
  /** Whose channel it is, by path. */
  readonly #channels = new Map<string, string>();
  #service: HttpsService | undefined;

  private constructor(identity: TlsIdentity, options: FakeWnsOptions) {
    super(options);
    this.identity = identity;
  }

  static async start(options: FakeWnsOptions = {}): Promise<FakeWns> {
    const fake = new FakeWns(options.identity ?? (await createTlsIdentity()), options);
    fake.#service = await HttpsService.start(fake.identity, async (request) => fake.#receive(request));
    return fake;
  }

  get tokenEndpoint(): string {
    return `${this.#origin}/accesstoken.srf`;
  }

  /** A new app, or a new secret for it. */
  createApp(packageSid = 'ms-app://s-1-15-2-1'): {
    readonly packageSid: string;
    readonly clientSecret: string;
  } {
    return { packageSid, clientSecret: this.grants.add(packageSid) };
  }

  /** @returns the URI of a new channel of an app */
  createChannel(packageSid: string): string {
    const path = `/?token=${encodeURIComponent(randomBytes(48).toString('base64'))}`;
    this.#channels.set(path, packageSid);
    return `${this.#origin}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]();
  }

  get #origin(): string {
    if (this.#service === undefined) {
      throw new Error('The fake WNS has not been started: use FakeWns.start()');
    }
    return this.#service.origin;
  }

  #receive(request: ServiceRequest): Reply {
    const { method, path } = request;
    if (method !== 'POST') return this.refuse({ status: 405 });
    if (path === '/accesstoken.srf') return this.grants.grant(request);
    const bearer = this.grants.bearerOf(request);
    if (bearer.kind !== 'client') return this.refuse({ status: 401 });
    const owner = this.#channels.get(path);
    if (owner === undefined) return this.refuse({ status: 404 });
    if (owner !== bearer.clientId) return this.refuse({ status: 403 });
    const status = judge(request);
    if (status !== undefined) return this.refuse({ status });
    return this.take(received(request, `${this.#origin}${path}`, owner), () => ({
      headers: { 'x-wns-status': 'received', 'x-wns-msg-id': randomBytes(8).toString('hex').toUpperCase() },
    }));
  }
}

/** @returns the status that refuses it */
function judge({ headers, body }: ServiceRequest): number | undefined {
  const type = /^wns\/(toast|tile|raw)$/.exec(String(headers['x-wns-type']))?.[1];
  const isTtl = headers['x-wns-ttl'] === undefined || /^[1-9]\d*$/.test(String(headers['x-wns-ttl']));
  if (type === undefined || !isTtl || headers['content-length'] === undefined) return 400;
  if (body.length > MAX_BYTES) return 413;
  if (type === 'raw') return headers['content-type'] === 'application/octet-stream' ? undefined : 400;
  const isXml = headers['content-type'] === 'text/xml' && isWellFormed(body.toString(), type);
  return isXml ? undefined : 400;
}

function received(
  { headers, body }: ServiceRequest,
  token: string,
  packageSid: string,
): ReceivedWnsNotification {
  const ttl = headers['x-wns-ttl'];
  return {
    ...{ token, packageSid, type: String(headers['x-wns-type']), body: body.toString() },
    ...(ttl !== undefined && { ttl: Number(ttl) }),
  };
}
