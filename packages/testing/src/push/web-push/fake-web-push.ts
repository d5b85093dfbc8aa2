import { randomBytes } from 'node:crypto';
import type { Reply } from '../../webhooks/reply.js';
import { FakePushService, type FakePushServiceOptions } from '../fake-push-service.js';
import { HttpsService, type ServiceRequest } from '../https-service.js';
import { createTlsIdentity, type pushServiceName, type TlsIdentity } from '../tls-identity.js';
import { refuseHeaders } from './check-headers.js';
import { type PushSubscription, SubscriberKeys } from './subscriptions.js';
import { Vapid } from './vapid.js';
import { webPushRefusal } from './web-push-refusals.js';

export interface FakeWebPushOptions extends FakePushServiceOptions {
  /** One of its own by default. */
  readonly identity?: TlsIdentity;
  readonly port?: number;
  /** The host of its endpoints: 127.0.0.1 by default, or a name that the certificate holds. */
  readonly host?: '127.0.0.1' | 'localhost' | typeof pushServiceName;
}

export interface SubscribeOptions {
  /** The last segment of its endpoint. Random by default. */
  readonly id?: string;
  /** The VAPID key that it is bound to (RFC 8292, 4), base64url. None by default: anybody may send. */
  readonly applicationServerKey?: string;
  /** For many subscriptions at once: of one browser. New ones by default. */
  readonly keys?: SubscriberKeys;
}

export interface ReceivedWebPush {
  /** The endpoint. */
  readonly token: string;
  readonly ttl: number;
  readonly urgency?: string;
  readonly topic?: string;
  /** The public key of the VAPID token, base64url. */
  readonly vapidKey: string;
  /** The JSON Web Token. */
  readonly vapidToken: string;
  /** What the browser reads. */
  readonly plaintext: Buffer;
}

const maxBodyBytes = 4096;

/**
 * A push service (RFC 8030) and the browsers behind it: HTTPS on 127.0.0.1, strict about VAPID, headers and keys, and
 * it decrypts what it is sent. Its subscriptions are made with `subscribe`. Use it with `await using`.
 */
export class FakeWebPush extends FakePushService<ReceivedWebPush> implements AsyncDisposable {
  readonly identity: TlsIdentity;
  readonly #host: string;
  readonly #vapid = new Vapid();
  /** By path. */
  readonly #subscribers = new Map<string, { readonly keys: SubscriberKeys; readonly boundTo?: string }>();
  #service: HttpsService | undefined;

  private constructor(identity: TlsIdentity, options: FakeWebPushOptions) {
    super(options);
    this.identity = identity;
    this.#host = options.host ?? '127.0.0.1';
  }

  static async start(options: FakeWebPushOptions = {}): Promise<FakeWebPush> {
    const fake = new FakeWebPush(options.identity ?? (await createTlsIdentity()), options);
    fake.#service = await HttpsService.start(
      fake.identity,
      (request) => fake.#receive(request),
      options.port,
    );
    return fake;
  }

  /** What VAPID tokens have to name as their audience. */
  get origin(): string {
    return `https://${this.#host}:${this.#started.port}`;
  }

  /** Connections so far. */
  get connections(): number {
    return this.#started.connections;
  }

  subscribe({
    id = randomBytes(24).toString('base64url'),
    ...options
  }: SubscribeOptions = {}): PushSubscription {
    const { keys = new SubscriberKeys(), applicationServerKey } = options;
    const path = `/push/${id}`;
    const binding = applicationServerKey === undefined ? {} : { boundTo: applicationServerKey };
    this.#subscribers.set(path, { keys, ...binding });
    return { endpoint: `${this.origin}${path}`, p256dh: keys.p256dh, auth: keys.auth };
  }

  /** From now on the endpoint answers 410. */
  unsubscribe({ endpoint }: PushSubscription): void {
    this.#subscribers.delete(new URL(endpoint).pathname);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]();
  }

  get #started(): HttpsService {
    if (this.#service === undefined) {
      throw new Error('The fake push service has not been started: use FakeWebPush.start()');
    }
    return this.#service;
  }

  async #receive({ method, path, headers, body }: ServiceRequest): Promise<Reply> {
    if (method !== 'POST' || !path.startsWith('/push/')) return this.refuse(webPushRefusal(404));
    const vapid = await this.#vapid.judge(headers, this.origin);
    if (typeof vapid === 'string') return this.refuse(webPushRefusal(401, { message: vapid }));
    const subscriber = this.#subscribers.get(path);
    if (subscriber === undefined) return this.refuse(webPushRefusal(410));
    const { keys, boundTo = vapid.key } = subscriber;
    if (boundTo !== vapid.key) {
      return this.refuse(webPushRefusal(403, { message: 'VAPID public key mismatch' }));
    }
    const refusal = refuseHeaders(headers);
    if (refusal !== undefined) return this.refuse(refusal);
    if (body.length > maxBodyBytes) return this.refuse(webPushRefusal(413));
    const plaintext = keys.decrypt(body);
    if (plaintext === undefined) {
      // A real service could not know, but who sends this has a fault that a test must see.
      return this.refuse(webPushRefusal(400, { message: 'The subscriber cannot decrypt the body' }));
    }
    return this.#accept({ path, headers, plaintext, vapidKey: vapid.key });
  }

  #accept({ path, headers, plaintext, vapidKey }: Decrypted): Reply {
    const { urgency, topic, ttl, authorization = '' } = headers;
    const received = {
      token: `${this.origin}${path}`,
      ttl: Number(ttl),
      ...(typeof urgency === 'string' && { urgency }),
      ...(typeof topic === 'string' && { topic }),
      vapidKey,
      vapidToken: /t=([^,]+)/.exec(authorization)?.[1] ?? '',
      plaintext,
    };
    return this.take(received, () => ({
      status: 201,
      headers: { location: `${this.origin}/message/${randomBytes(12).toString('base64url')}` },
    }));
  }
}

interface Decrypted {
  readonly path: string;
  readonly headers: ServiceRequest['headers'];
  readonly plaintext: Buffer;
  readonly vapidKey: string;
}
