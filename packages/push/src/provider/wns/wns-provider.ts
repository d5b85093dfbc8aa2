import { type OutboundClientOptions, parseTargetUrl, RefusedTargetError } from '@shoal/outbound';
import { parseWnsPayload, wnsDocument } from '../../render/payload/wns-document.js';
import { AuthorizedRequests } from '../access-token/authorized-requests.js';
import type { ProviderOutcome } from '../provider-outcome.js';
import type { PushProvider, Shipment } from '../push-provider.js';
import { RefusalError, refusalOf } from '../refusal-error.js';
import { judgeWnsAnswer } from './wns-answer.js';

export interface WnsProviderOptions {
  readonly outbound: OutboundClientOptions;
  readonly tokenEndpoint?: string;
  /** Domains that channels may be in. Whoever is sent a notification sees the app's access token. */
  readonly channelDomains?: readonly string[];
}

const TOKEN_ENDPOINT = 'https://login.live.com/accesstoken.srf';
const SCOPE = 'notify.windows.com';
const CHANNEL_DOMAINS = ['notify.windows.com'];

/** Windows Push Notification Services. */
export class WnsProvider implements PushProvider<'wns'> {
  readonly kind = 'wns';
  readonly #requests: AuthorizedRequests;
  readonly #tokenEndpoint: string;
  readonly #channelDomains: readonly string[];

  constructor({
    outbound,
    tokenEndpoint = TOKEN_ENDPOINT,
    channelDomains = CHANNEL_DOMAINS,
  }: WnsProviderOptions) {
    this.#requests = new AuthorizedRequests(outbound);
    this.#tokenEndpoint = tokenEndpoint;
    this.#channelDomains = channelDomains;
  }

  async send({ credential, recipient, payload, expiresAtMs }: Shipment<'wns'>): Promise<ProviderOutcome> {
    try {
      if (recipient.transportType !== 'wns') throw wrongRecipient();
      this.#ensureIsChannel(recipient.channelUri);
      const { type, contentType, body } = wnsDocument(parseWnsPayload(JSON.parse(payload)));
      const { packageSid, clientSecret } = credential;
      const answer = await this.#requests.post({
        grant: { endpoint: this.#tokenEndpoint, clientId: packageSid, clientSecret, scope: SCOPE },
        url: recipient.channelUri,
        headers: {
          ...{ 'Content-Type': contentType, 'X-WNS-Type': type, 'X-WNS-RequestForStatus': 'true' },
          ...(expiresAtMs !== undefined && { 'X-WNS-TTL': String(secondsUntil(expiresAtMs)) }),
        },
        body,
        isRefused: ({ status }) => status === 401,
      });
      return judgeWnsAnswer(answer);
    } catch (error) {
      return refusalOf(error);
    }
  }

  async close(): Promise<void> {
    await this.#requests.close();
  }

  #ensureIsChannel(uri: string): void {
    const { protocol, hostname } = parseTargetUrl(uri);
    const isThere = this.#channelDomains.some(
      (domain) => hostname === domain || hostname.endsWith(`.${domain}`),
    );
    if (protocol === 'https:' && isThere) return;
    throw new RefusedTargetError('The channel is not one of the Windows notification service.');
  }
}

function secondsUntil(expiresAtMs: number): number {
  return Math.max(1, Math.ceil((expiresAtMs - Date.now()) / 1_000));
}

function wrongRecipient(): RefusalError {
  return new RefusalError({ kind: 'rejected', failureClass: 'unknown', reason: 'wrong_recipient' });
}
