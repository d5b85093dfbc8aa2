import { generateKeyPair, randomUUID } from 'node:crypto';
import { constants } from 'node:http2';
import { promisify } from 'node:util';
import type { Reply } from '../../webhooks/reply.js';
import { FakePushService, type FakePushServiceOptions } from '../fake-push-service.js';
import { createTlsIdentity, type TlsIdentity } from '../tls-identity.js';
import { ApnsProviders } from './apns-providers.js';
import { type ApnsReason, apnsRefusal } from './apns-refusals.js';
import { checkPath, checkPayload, type Payload, refuseHeaders } from './check-notification.js';
import { type Http2Request, Http2Service } from './http2-service.js';

export interface FakeApnsOptions extends FakePushServiceOptions {
  /** One of its own by default. */
  readonly identity?: TlsIdentity;
  readonly port?: number;
  /** Streams of a connection at once. 1000 by default, as Apple's. */
  readonly maxConcurrentStreams?: number;
  /** For which the client certificate of the identity may send. None by default. */
  readonly certificateTopics?: readonly string[];
}

export interface ReceivedApnsNotification {
  /** Lower case hexadecimal. */
  readonly token: string;
  /** Those that begin with `apns-`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Payload;
  /** The provider token (JWT) that came with it; absent with a certificate. */
  readonly providerToken?: string;
}

const createEcKey = promisify(generateKeyPair);

/**
 * APNs: HTTP/2 with TLS on 127.0.0.1, and as strict as Apple's about provider tokens, certificates, topics, headers
 * and payloads. Device tokens are 32 to 100 bytes in hexadecimal. Use it with `await using`.
 */
export class FakeApns extends FakePushService<ReceivedApnsNotification> implements AsyncDisposable {
  readonly identity: TlsIdentity;
  readonly #providers: ApnsProviders;
  #service: Http2Service | undefined;

  private constructor(identity: TlsIdentity, options: FakeApnsOptions) {
    super(options);
    this.identity = identity;
    this.#providers = new ApnsProviders(options.certificateTopics ?? []);
  }

  static async start(options: FakeApnsOptions = {}): Promise<FakeApns> {
    const { maxConcurrentStreams = 1_000, port = 0 } = options;
    const identity = options.identity ?? (await createTlsIdentity());
    const fake = new FakeApns(identity, options);
    const receive = (request: Http2Request) => fake.#receive(request);
    fake.#service = await Http2Service.start({ identity, port, maxConcurrentStreams, receive });
    return fake;
  }

  /** What `APNS_ENDPOINT` has to be. */
  get endpoint(): string {
    return `https://127.0.0.1:${this.#started.port}`;
  }

  /** Connections: so far, those that are open, and the most streams that one of them has had at once. */
  get connections(): { readonly opened: number; readonly open: number; readonly peakStreams: number } {
    const { opened, connections: open, peakStreams } = this.#started;
    return { opened, open, peakStreams };
  }

  /** A new key of a team. @returns the text of its .p8 file */
  async createKey(key: {
    readonly teamId: string;
    readonly keyId: string;
    readonly topics: readonly string[];
  }): Promise<string> {
    const { publicKey, privateKey } = await createEcKey('ec', { namedCurve: 'P-256' });
    this.#providers.add({ ...key, publicKey, topics: new Set(key.topics) });
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  /** Sends GOAWAY on every connection: what is under way is still answered, unless `code` is an error. */
  goAway(code: number = constants.NGHTTP2_NO_ERROR): void {
    this.#started.goAway(code);
  }

  /** Ends every connection without a word. */
  cutConnections(): void {
    this.#started.cutConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]();
  }

  get #started(): Http2Service {
    if (this.#service === undefined)
      throw new Error('The fake APNs has not been started: use FakeApns.start()');
    return this.#service;
  }

  async #receive(request: Http2Request): Promise<Reply> {
    const { headers } = request;
    const id = headers['apns-id']?.toString() ?? randomUUID().toUpperCase();
    const reply = await this.#judge(request);
    return typeof reply === 'string' ? reply : { ...reply, headers: { 'apns-id': id, ...reply.headers } };
  }

  async #judge({ headers, body, peer }: Http2Request): Promise<Reply> {
    const refuse = (reason: ApnsReason) => this.refuse(apnsRefusal(reason));
    const path = checkPath(headers[':method'] ?? '', headers[':path'] ?? '');
    if (typeof path === 'string') return refuse(path);
    const topic = headers['apns-topic']?.toString();
    const reason =
      (await this.#providers.refuse(peer, headers.authorization, topic)) ?? refuseHeaders(headers);
    if (reason !== undefined) return refuse(reason);
    const checked = checkPayload(body, headers['apns-push-type'] === 'voip');
    if (typeof checked === 'string') return refuse(checked);
    const own = Object.entries(headers).filter(([name]) => name.startsWith('apns-'));
    const received = {
      token: path.token.toLowerCase(),
      headers: Object.fromEntries(own.map(([name, value]) => [name, String(value)])),
      payload: checked.payload,
      ...providerTokenOf(headers.authorization),
    };
    return this.take(received, () => ({ status: 200 }));
  }
}

function providerTokenOf(authorization: string | undefined): { readonly providerToken?: string } {
  const token = authorization?.split(' ')[1];
  return token === undefined ? {} : { providerToken: token };
}
