import { parseTargetUrl, RefusedTargetError, type TargetGuard } from '@shoal/outbound';
import { parseWnsPayload, type WnsDocument, wnsDocument } from '../../render/payload/wns-document.js';
import { AuthorizedRequests } from '../oauth/authorized-requests.js';
import type { ProviderOutcome } from '../provider-outcome.js';
import type { PushProvider, Shipment } from '../push-provider.js';
import { parseJson } from '../sending/provider-answer.js';
import { refusedPayload } from '../sending/send-refused-error.js';
import { sendTimeout, settle, type TimeLimit } from '../sending/settle.js';
import { wnsOutcome } from './wns-outcome.js';

export interface WnsProviderOptions {
  /** Judges the channels of devices. */
  readonly guard: TargetGuard;
  /** In place of `https://login.live.com/accesstoken.srf`. */
  readonly tokenEndpoint?: string;
  /** In place of `notify.windows.com`: the domains of channels. Whoever is sent to sees the app's access token. */
  readonly channelDomains?: readonly string[];
  /** PEM. Authorities that are trusted in place of Node's own. */
  readonly certificateAuthorities?: string;
  /** Connections to one host at once. 100 by default. */
  readonly connections?: number;
  /** Milliseconds for a send in all. 10,000 by default. */
  readonly timeout?: number;
  /** Milliseconds since 1970. `Date.now` by default. */
  readonly now?: () => number;
}

const scope = 'notify.windows.com';

/** Windows Push Notification Services, for any number of apps. */
export class WnsProvider implements PushProvider<'wns'> {
  readonly kind = 'wns';
  readonly #requests: AuthorizedRequests;
  readonly #tokenEndpoint: string;
  readonly #channelDomains: readonly string[];
  readonly #timeout: number;
  readonly #now: () => number;

  constructor({
    tokenEndpoint = 'https://login.live.com/accesstoken.srf',
    channelDomains = ['notify.windows.com'],
    connections = 100,
    timeout = sendTimeout,
    now = Date.now,
    ...options
  }: WnsProviderOptions) {
    this.#requests = new AuthorizedRequests({ ...options, connectionsPerOrigin: connections, now });
    this.#tokenEndpoint = tokenEndpoint;
    this.#channelDomains = channelDomains;
    this.#timeout = timeout;
    this.#now = now;
  }

  send(shipment: Shipment<'wns'>): Promise<ProviderOutcome> {
    return settle(this.#timeout, (limit) => this.#send(shipment, limit));
  }

  async close(): Promise<void> {
    await this.#requests.close();
  }

  async #send(shipment: Shipment<'wns'>, limit: TimeLimit): Promise<ProviderOutcome> {
    const { credential, recipient, payload, expiresAtMs } = shipment;
    if (recipient.transportType !== 'wns') throw refusedPayload('not_a_wns_recipient');
    this.#ensureIsChannel(recipient.channelUri);
    const { type, contentType, body } = documentOf(payload);
    const { packageSid, clientSecret } = credential;
    const request = {
      grant: { endpoint: this.#tokenEndpoint, clientId: packageSid, clientSecret, scope },
      url: recipient.channelUri,
      headers: {
        ...{ 'content-type': contentType, 'x-wns-type': type, 'x-wns-requestforstatus': 'true' },
        ...(expiresAtMs !== undefined && { 'x-wns-ttl': this.#ttl(expiresAtMs) }),
      },
      body,
      isTokenRefused: ({ status }: { readonly status: number }) => status === 401,
    };
    return wnsOutcome(await this.#requests.post(request, limit));
  }

  #ensureIsChannel(uri: string): void {
    const { protocol, hostname } = parseTargetUrl(uri);
    const isThere = this.#channelDomains.some(
      (domain) => hostname === domain || hostname.endsWith(`.${domain}`),
    );
    if (protocol === 'https:' && isThere) return;
    throw new RefusedTargetError('The channel is not one of the Windows notification service.');
  }

  #ttl(expiresAtMs: number): string {
    return String(Math.max(1, Math.ceil((expiresAtMs - this.#now()) / 1_000)));
  }
}

function documentOf(payload: string): WnsDocument {
  try {
    return wnsDocument(parseWnsPayload(parseJson(payload)));
  } catch {
    // Whatever is wrong with it was said when it was admitted, or it is not of our rendering.
    throw refusedPayload('invalid_payload');
  }
}
