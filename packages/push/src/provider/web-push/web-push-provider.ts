import { OutboundClient, type TargetGuard } from '@shoal/outbound';
import type { ProviderOutcome } from '../provider-outcome.js';
import type { PushProvider, Shipment } from '../push-provider.js';
import { CredentialKeys } from '../sending/credential-keys.js';
import { ParsedPayloads } from '../sending/parsed-payloads.js';
import { answerBytes } from '../sending/provider-answer.js';
import { refusedPayload } from '../sending/send-refused-error.js';
import { sendTimeout, settle, type TimeLimit } from '../sending/settle.js';
import { TokenCache } from '../sending/token-cache.js';
import { encryptBody } from './encrypt-body.js';
import { EndpointRules } from './endpoint-rules.js';
import { mintVapidToken, type VapidKey, vapidAuthorization } from './vapid-token.js';
import { webPushOutcome } from './web-push-outcome.js';
import { parseWebPushPayload, ttlHeader } from './web-push-request.js';

export interface WebPushProviderOptions {
  /** Judges the addresses of endpoints. */
  readonly guard: TargetGuard;
  /** Judges their hosts. All are allowed by default. */
  readonly rules?: EndpointRules;
  /** PEM. Authorities that are trusted in place of Node's own. */
  readonly certificateAuthorities?: string;
  /** Connections to one push service at once. 100 by default. */
  readonly connections?: number;
  /** Milliseconds for a send in all. 10,000 by default. */
  readonly timeout?: number;
  /** Milliseconds since 1970. `Date.now` by default. */
  readonly now?: () => number;
}

/** One for each key and push service. */
const mostTokens = 10_000;

/** Web Push: whichever push service a browser uses, and any number of VAPID keys. */
export class WebPushProvider implements PushProvider<'webPush'> {
  readonly kind = 'webPush';
  readonly #client: OutboundClient;
  readonly #rules: EndpointRules;
  readonly #tokens: TokenCache;
  readonly #keys = new CredentialKeys();
  readonly #payloads = new ParsedPayloads(parseWebPushPayload);
  readonly #now: () => number;
  readonly #timeout: number;

  constructor({ rules = new EndpointRules(), now = Date.now, ...options }: WebPushProviderOptions) {
    const { connections = 100, timeout = sendTimeout } = options;
    this.#client = new OutboundClient({ ...options, connectionsPerOrigin: connections });
    this.#rules = rules;
    this.#tokens = new TokenCache({ capacity: mostTokens, now });
    this.#now = now;
    this.#timeout = timeout;
  }

  send(shipment: Shipment<'webPush'>): Promise<ProviderOutcome> {
    return settle(this.#timeout, (limit) => this.#send(shipment, limit));
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #send(shipment: Shipment<'webPush'>, limit: TimeLimit): Promise<ProviderOutcome> {
    const { credential, recipient, expiresAtMs } = shipment;
    if (recipient.transportType !== 'web') throw refusedPayload('not_a_web_push_recipient');
    const { href, origin } = this.#rules.parse(recipient.endpoint);
    const payload = this.#payloads.of(shipment.payload);
    const token = await this.#token(credential, payload.audience ?? origin);
    const answer = await this.#client.post({
      url: href,
      headers: {
        ...payload.headers,
        ttl: ttlHeader(payload, expiresAtMs, this.#now()),
        authorization: vapidAuthorization(token, credential),
      },
      body: encryptBody(payload.plaintext, recipient),
      timeout: limit.left(),
      keepBytes: answerBytes,
    });
    return webPushOutcome(answer);
  }

  #token(credential: VapidKey, audience: string): Promise<string> {
    const mint = () => mintVapidToken(credential, audience, this.#now());
    return this.#tokens.get(`${this.#keys.of(credential)} ${audience}`, mint);
  }
}
