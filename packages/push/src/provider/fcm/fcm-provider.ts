import { type OutboundAnswer, OutboundClient, TargetGuard } from '@shoal/outbound';
import type { Credential } from '../../model/credential.js';
import type { ProviderOutcome } from '../provider-outcome.js';
import type { PushProvider, Shipment } from '../push-provider.js';
import { CredentialKeys } from '../sending/credential-keys.js';
import { ParsedPayloads } from '../sending/parsed-payloads.js';
import { answerBytes } from '../sending/provider-answer.js';
import { refusedPayload } from '../sending/send-refused-error.js';
import { sendTimeout, settle, type TimeLimit } from '../sending/settle.js';
import { TokenCache } from '../sending/token-cache.js';
import { fcmBody, parseFcmPayload } from './fcm-message.js';
import { fcmOutcome, isTokenRefused } from './fcm-outcome.js';
import { GoogleOauth } from './google-oauth.js';

export interface FcmProviderOptions {
  /** Judges the `token_uri` of service accounts. The endpoint is ours, and not judged. */
  readonly guard: TargetGuard;
  /** In place of `https://fcm.googleapis.com`. */
  readonly endpoint?: string;
  /** PEM. Authorities that are trusted in place of Node's own. */
  readonly certificateAuthorities?: string;
  /** Connections to FCM at once. 100 by default. */
  readonly connections?: number;
  /** Milliseconds for a send in all. 10,000 by default. */
  readonly timeout?: number;
  /** Milliseconds since 1970. `Date.now` by default. */
  readonly now?: () => number;
}

const mostTokens = 1_000;

/** FCM HTTP v1, for any number of projects. */
export class FcmProvider implements PushProvider<'fcm'> {
  readonly kind = 'fcm';
  readonly #endpoint: string;
  readonly #client: OutboundClient;
  readonly #oauthClient: OutboundClient;
  readonly #oauth: GoogleOauth;
  readonly #tokens: TokenCache;
  readonly #keys = new CredentialKeys();
  readonly #payloads = new ParsedPayloads(parseFcmPayload);
  readonly #now: () => number;
  readonly #timeout: number;

  constructor({
    endpoint = 'https://fcm.googleapis.com',
    now = Date.now,
    connections = 100,
    timeout = sendTimeout,
    ...options
  }: FcmProviderOptions) {
    const { guard, certificateAuthorities } = options;
    const trust = certificateAuthorities === undefined ? {} : { certificateAuthorities };
    this.#endpoint = endpoint.replace(/\/+$/, '');
    const unguarded = new TargetGuard({ allowPrivateTargets: true });
    this.#client = new OutboundClient({ guard: unguarded, connectionsPerOrigin: connections, ...trust });
    this.#oauthClient = new OutboundClient({ guard, ...trust });
    this.#oauth = new GoogleOauth({ client: this.#oauthClient, now });
    this.#tokens = new TokenCache({ capacity: mostTokens, now });
    this.#now = now;
    this.#timeout = timeout;
  }

  send(shipment: Shipment<'fcm'>): Promise<ProviderOutcome> {
    return settle(this.#timeout, (limit) => this.#send(shipment, limit));
  }

  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#oauthClient.close()]);
  }

  async #send(shipment: Shipment<'fcm'>, limit: TimeLimit): Promise<ProviderOutcome> {
    const { credential, recipient, payload, expiresAtMs } = shipment;
    if (recipient.transportType !== 'gcm') throw refusedPayload('not_an_fcm_recipient');
    const token = recipient.registrationToken;
    const body = fcmBody(this.#payloads.of(payload), token, { expiresAtMs, now: this.#now() });
    const key = this.#keys.of(credential);
    const mint = () => this.#oauth.mint(credential.serviceAccount);
    const post = (accessToken: string) =>
      this.#post(credential, { accessToken, body, timeout: limit.left() });

    const first = this.#tokens.peek(key) ?? (await limit.await(this.#tokens.get(key, mint)));
    const answer = await post(first);
    if (!isTokenRefused(answer)) return fcmOutcome(answer);
    const another = await limit.await(this.#tokens.replace(key, first, mint));
    return fcmOutcome(another === undefined ? answer : await post(another));
  }

  async #post(
    { serviceAccount }: FcmCredential,
    { accessToken, body, timeout }: Post,
  ): Promise<OutboundAnswer> {
    return await this.#client.post({
      url: `${this.#endpoint}/v1/projects/${encodeURIComponent(serviceAccount.projectId)}/messages:send`,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json; charset=UTF-8' },
      body,
      timeout,
      keepBytes: answerBytes,
    });
  }
}

interface Post {
  readonly accessToken: string;
  readonly body: string;
  readonly timeout: number;
}

type FcmCredential = Extract<Credential, { provider: 'fcm' }>;
