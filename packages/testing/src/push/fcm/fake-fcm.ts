import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { Reply } from '../../webhooks/reply.js';
import { FakePushService, type FakePushServiceOptions } from '../fake-push-service.js';
import { HttpsService, type ServiceRequest } from '../https-service.js';
import { createTlsIdentity, type TlsIdentity } from '../tls-identity.js';
import { AccessTokens } from './access-tokens.js';
import { checkMessage } from './check-message.js';
import { fcmRefusal, json } from './fcm-refusals.js';

export interface FakeFcmOptions extends FakePushServiceOptions {
  /** One of its own by default. */
  readonly identity?: TlsIdentity;
  readonly port?: number;
  /** Seconds that an access token lasts. 3599 by default, as Google's. */
  readonly tokenLifetime?: number;
}

/** The JSON that Google hands out for a service account. */
export interface ServiceAccountKey {
  readonly type: 'service_account';
  readonly project_id: string;
  readonly private_key_id: string;
  readonly private_key: string;
  readonly client_email: string;
  readonly client_id: string;
  readonly token_uri: string;
}

export interface ReceivedFcmMessage {
  readonly token: string;
  readonly projectId: string;
  readonly message: Readonly<Record<string, unknown>>;
  /** As it came. */
  readonly body: string;
}

const createRsaKey = promisify(generateKeyPair);
const sendPath = /^\/v1\/projects\/([^/]+)\/messages:send$/;

/**
 * FCM HTTP v1 and Google's token endpoint: HTTPS on 127.0.0.1, and as strict as they are about assertions, access
 * tokens, projects and messages. Use it with `await using`.
 */
export class FakeFcm extends FakePushService<ReceivedFcmMessage> implements AsyncDisposable {
  readonly identity: TlsIdentity;
  readonly #tokens: AccessTokens;
  readonly #tokenReplies = new Map<string, Reply[]>();
  readonly #tokenRequests = new Map<string, number>();
  #service: HttpsService | undefined;

  private constructor(identity: TlsIdentity, options: FakeFcmOptions) {
    super(options);
    this.identity = identity;
    const lifetime = options.tokenLifetime ?? 3_599;
    this.#tokens = new AccessTokens({ audience: () => this.tokenUri, lifetime });
  }

  static async start(options: FakeFcmOptions = {}): Promise<FakeFcm> {
    const fake = new FakeFcm(options.identity ?? (await createTlsIdentity()), options);
    fake.#service = await HttpsService.start(
      fake.identity,
      (request) => fake.#receive(request),
      options.port,
    );
    return fake;
  }

  /** What `FCM_ENDPOINT` has to be. */
  get endpoint(): string {
    if (this.#service === undefined)
      throw new Error('The fake FCM has not been started: use FakeFcm.start()');
    return this.#service.origin;
  }

  get tokenUri(): string {
    return `${this.endpoint}/token`;
  }

  /** A new account that may send for a project, which is there from now on. */
  async createServiceAccount(projectId: string): Promise<ServiceAccountKey> {
    const { publicKey, privateKey } = await createRsaKey('rsa', { modulusLength: 2048 });
    const keyId = randomBytes(20).toString('hex');
    const clientEmail = `sender-${keyId.slice(0, 6)}@${projectId}.iam.gserviceaccount.com`;
    this.#tokens.add({ projectId, clientEmail, keyId, publicKey });
    return {
      type: 'service_account',
      project_id: projectId,
      private_key_id: keyId,
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      client_email: clientEmail,
      client_id: '100000000000000000000',
      token_uri: this.tokenUri,
    };
  }

  /** The next valid token requests of an account are answered so; those after them get a token. */
  answerTokenRequest(clientEmail: string, ...replies: readonly Reply[]): void {
    this.#tokenReplies.set(clientEmail, [...(this.#tokenReplies.get(clientEmail) ?? []), ...replies]);
  }

  /** Valid token requests so far. */
  tokenRequests(clientEmail: string): number {
    return this.#tokenRequests.get(clientEmail) ?? 0;
  }

  /** Every access token gets 401 from now on. */
  revokeAccessTokens(): void {
    this.#tokens.revoke();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]();
  }

  async #receive(request: ServiceRequest): Promise<Reply> {
    const { method, path } = request;
    if (method === 'POST' && path === '/token') return await this.#grant(request);
    const projectId = sendPath.exec(path)?.[1];
    if (method !== 'POST' || projectId === undefined) return this.refuse({ status: 404 });
    return this.#send(decodeURIComponent(projectId), request);
  }

  async #grant({ body }: ServiceRequest): Promise<Reply> {
    const judged = await this.#tokens.judge(new URLSearchParams(body.toString()));
    if ('refusal' in judged) return judged.refusal;
    const { clientEmail } = judged;
    this.#tokenRequests.set(clientEmail, this.tokenRequests(clientEmail) + 1);
    const reply = this.#tokenReplies.get(clientEmail)?.shift() ?? {};
    const isGranted = typeof reply === 'object' && reply.status === undefined;
    return isGranted ? { ...this.#tokens.issue(judged), ...reply } : reply;
  }

  #send(projectId: string, { headers, body }: ServiceRequest): Reply {
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const sender = this.#tokens.projectOf(bearer);
    if (sender === undefined) return this.refuse(fcmRefusal('UNAUTHENTICATED'));
    if (!this.#tokens.hasProject(projectId)) return this.refuse(fcmRefusal('NOT_FOUND'));
    if (sender !== projectId) return this.refuse(fcmRefusal('PERMISSION_DENIED'));
    if (!/^application\/json(;|$)/.test(headers['content-type'] ?? '')) {
      return this.refuse(fcmRefusal('INVALID_ARGUMENT', 'Invalid JSON payload received.'));
    }
    const text = body.toString();
    const checked = checkMessage(text);
    if ('refusal' in checked) return this.refuse(checked.refusal);
    return this.take({ ...checked, projectId, body: text }, () =>
      json(200, { name: `projects/${projectId}/messages/0:${randomUUID()}` }),
    );
  }
}
