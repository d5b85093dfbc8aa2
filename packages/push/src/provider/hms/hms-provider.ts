import type { OutboundClientOptions } from '@shoal/outbound';
import { isRecord } from '@shoal/protocol';
import { AuthorizedRequests } from '../access-token/authorized-requests.js';
import type { ProviderOutcome } from '../provider-outcome.js';
import type { PushProvider, Shipment } from '../push-provider.js';
import { RefusalError, refusalOf } from '../refusal-error.js';
import { hmsCode, judgeHmsAnswer, TOKEN_REFUSED } from './hms-answer.js';

export interface HmsProviderOptions {
  readonly outbound: OutboundClientOptions;
  /** Without a path. */
  readonly endpoint?: string;
  readonly tokenEndpoint?: string;
}

const ENDPOINT = 'https://push-api.cloud.huawei.com';
const TOKEN_ENDPOINT = 'https://oauth-login.cloud.huawei.com/oauth2/v3/token';
/** Seconds: fifteen days, which is the most that Huawei keeps a message. */
const LONGEST_TTL = 1_296_000;

/** Huawei Push Kit (REST, v1). */
export class HmsProvider implements PushProvider<'hms'> {
  readonly kind = 'hms';
  readonly #requests: AuthorizedRequests;
  readonly #endpoint: string;
  readonly #tokenEndpoint: string;

  constructor({ outbound, endpoint = ENDPOINT, tokenEndpoint = TOKEN_ENDPOINT }: HmsProviderOptions) {
    this.#requests = new AuthorizedRequests(outbound);
    this.#endpoint = endpoint.replace(/\/+$/, '');
    this.#tokenEndpoint = tokenEndpoint;
  }

  async send({ credential, recipient, payload, expiresAtMs }: Shipment<'hms'>): Promise<ProviderOutcome> {
    try {
      if (recipient.transportType !== 'hms') throw wrongRecipient();
      const { hmsAppId, clientSecret } = credential;
      const answer = await this.#requests.post({
        grant: { endpoint: this.#tokenEndpoint, clientId: hmsAppId, clientSecret },
        url: `${this.#endpoint}/v1/${encodeURIComponent(hmsAppId)}/messages:send`,
        headers: { 'Content-Type': 'application/json; charset=UTF-8' },
        body: addressed(payload, recipient.registrationToken, expiresAtMs),
        isRefused: (given) => given.status === 401 || TOKEN_REFUSED.has(hmsCode(given)),
      });
      return judgeHmsAnswer(answer, recipient.registrationToken);
    } catch (error) {
      return refusalOf(error);
    }
  }

  async close(): Promise<void> {
    await this.#requests.close();
  }
}

/** With the device, and with the time that is left, unless the app has said another. */
function addressed(payload: string, token: string, expiresAtMs: number | undefined): string {
  const request: unknown = JSON.parse(payload);
  const message = isRecord(request) && isRecord(request.message) ? request.message : {};
  const android = isRecord(message.android) ? message.android : {};
  const ttl = expiresAtMs === undefined ? undefined : { ttl: `${secondsUntil(expiresAtMs)}s` };
  const timed = ttl === undefined ? {} : { android: { ...ttl, ...android } };
  return JSON.stringify({
    ...(isRecord(request) && request),
    message: { ...message, ...timed, token: [token] },
  });
}

function secondsUntil(expiresAtMs: number): number {
  return Math.min(Math.max(Math.ceil((expiresAtMs - Date.now()) / 1_000), 1), LONGEST_TTL);
}

function wrongRecipient(): RefusalError {
  return new RefusalError({ kind: 'rejected', failureClass: 'unknown', reason: 'wrong_recipient' });
}
