import { TargetGuard } from '@shoal/outbound';
import { isRecord } from '@shoal/protocol';
import { AuthorizedRequests } from '../oauth/authorized-requests.js';
import type { ProviderOutcome } from '../provider-outcome.js';
import type { PushProvider, Shipment } from '../push-provider.js';
import { parseJson } from '../sending/provider-answer.js';
import { refusedPayload } from '../sending/send-refused-error.js';
import { sendTimeout, settle, type TimeLimit } from '../sending/settle.js';
import { hmsOutcome, isTokenRefused } from './hms-outcome.js';

export interface HmsProviderOptions {
  /** In place of `https://push-api.cloud.huawei.com`. */
  readonly endpoint?: string;
  /** In place of `https://oauth-login.cloud.huawei.com/oauth2/v3/token`. */
  readonly tokenEndpoint?: string;
  /** PEM. Authorities that are trusted in place of Node's own. */
  readonly certificateAuthorities?: string;
  /** Connections to Huawei at once. 100 by default. */
  readonly connections?: number;
  /** Milliseconds for a send in all. 10,000 by default. */
  readonly timeout?: number;
  /** Milliseconds since 1970. `Date.now` by default. */
  readonly now?: () => number;
}

const defaultTokenEndpoint = 'https://oauth-login.cloud.huawei.com/oauth2/v3/token';
/** Seconds: fifteen days, which is the most that Huawei keeps a message. */
const longestTtl = 1_296_000;

/** Huawei Push Kit (REST v1), for any number of apps. Its endpoints are ours to say: no guard judges them. */
export class HmsProvider implements PushProvider<'hms'> {
  readonly kind = 'hms';
  readonly #requests: AuthorizedRequests;
  readonly #endpoint: string;
  readonly #tokenEndpoint: string;
  readonly #timeout: number;
  readonly #now: () => number;

  constructor({
    endpoint = 'https://push-api.cloud.huawei.com',
    tokenEndpoint = defaultTokenEndpoint,
    connections = 100,
    timeout = sendTimeout,
    now = Date.now,
    ...trust
  }: HmsProviderOptions) {
    const guard = new TargetGuard({ allowPrivateTargets: true });
    this.#requests = new AuthorizedRequests({ guard, connectionsPerOrigin: connections, now, ...trust });
    this.#endpoint = endpoint.replace(/\/+$/, '');
    this.#tokenEndpoint = tokenEndpoint;
    this.#timeout = timeout;
    this.#now = now;
  }

  send(shipment: Shipment<'hms'>): Promise<ProviderOutcome> {
    return settle(this.#timeout, (limit) => this.#send(shipment, limit));
  }

  async close(): Promise<void> {
    await this.#requests.close();
  }

  async #send(shipment: Shipment<'hms'>, limit: TimeLimit): Promise<ProviderOutcome> {
    const { credential, recipient, payload, expiresAtMs } = shipment;
    if (recipient.transportType !== 'hms') throw refusedPayload('not_an_hms_recipient');
    const { hmsAppId, clientSecret } = credential;
    const token = recipient.registrationToken;
    const ttl = expiresAtMs === undefined ? undefined : this.#ttl(expiresAtMs);
    const request = {
      grant: { endpoint: this.#tokenEndpoint, clientId: hmsAppId, clientSecret },
      url: `${this.#endpoint}/v1/${encodeURIComponent(hmsAppId)}/messages:send`,
      headers: { 'content-type': 'application/json; charset=UTF-8' },
      body: addressed(payload, token, ttl),
      isTokenRefused,
    };
    return hmsOutcome(await this.#requests.post(request, limit), token);
  }

  #ttl(expiresAtMs: number): string {
    const seconds = Math.ceil((expiresAtMs - this.#now()) / 1_000);
    return `${Math.min(Math.max(seconds, 1), longestTtl)}s`;
  }
}

/** With the device, and with the time that is left, unless the app has said another. */
function addressed(payload: string, token: string, ttl: string | undefined): string {
  const request = parseJson(payload);
  if (!isRecord(request) || !isRecord(request.message)) throw refusedPayload('invalid_payload');
  const { message } = request;
  const android = isRecord(message.android) ? message.android : {};
  const timed = ttl === undefined ? {} : { android: { ttl, ...android } };
  return JSON.stringify({ ...request, message: { ...message, ...timed, token: [token] } });
}
