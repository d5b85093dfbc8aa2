import { LeaseCache, type OutboundAnswer } from '@shoal/outbound';
import type { ApnsSecret } from '../../model/credential.js';
import type { ProviderOutcome } from '../provider-outcome.js';
import type { PushProvider, Shipment } from '../push-provider.js';
import { CredentialKeys } from '../sending/credential-keys.js';
import { ParsedPayloads } from '../sending/parsed-payloads.js';
import { refusedPayload } from '../sending/send-refused-error.js';
import { sendTimeout, settle, type TimeLimit } from '../sending/settle.js';
import { TokenCache } from '../sending/token-cache.js';
import { apnsOutcome, isTokenExpired } from './apns-outcome.js';
import { apnsHeaders, parseApnsPayload } from './apns-request.js';
import type { SessionRequest } from './apns-session.js';
import { clientIdentity } from './client-identity.js';
import { mintProviderToken } from './provider-token.js';
import { SessionPool } from './session-pool.js';

export interface ApnsProviderOptions {
  /** In place of `https://api.push.apple.com`. */
  readonly endpoint?: string;
  /** Of credentials that have none. */
  readonly topic?: string;
  /** PEM. Authorities that are trusted in place of Node's own. */
  readonly certificateAuthorities?: string;
  /** Sessions of one credential at once. 16 by default. */
  readonly sessions?: number;
  /** Streams of a session at once, if Apple allows as many. 1000 by default. */
  readonly streams?: number;
  /** Milliseconds for a send in all. 10,000 by default. */
  readonly timeout?: number;
  /** Milliseconds since 1970. `Date.now` by default. */
  readonly now?: () => number;
}

const mostTokens = 1_000;
/** Credentials whose sessions stay open, and for how many milliseconds when nobody sends: Apple wants them long-lived. */
const mostPools = 256;
const idleAfter = 60 * 60_000;
const pingEvery = 60_000;
const patience = 5_000;

/** APNs over HTTP/2. Each credential has sessions of its own: Apple binds a connection to the team that used it first. */
export class ApnsProvider implements PushProvider<'apns'> {
  readonly kind = 'apns';
  readonly #options: ApnsProviderOptions;
  readonly #pools = new LeaseCache<SessionPool>({
    close: (pool) => pool.close(),
    capacity: mostPools,
    idleAfter,
  });
  readonly #tokens: TokenCache;
  readonly #keys = new CredentialKeys();
  readonly #payloads = new ParsedPayloads(parseApnsPayload);
  readonly #now: () => number;

  constructor(options: ApnsProviderOptions = {}) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#tokens = new TokenCache({ capacity: mostTokens, now: this.#now });
  }

  send(shipment: Shipment<'apns'>): Promise<ProviderOutcome> {
    const { timeout = sendTimeout } = this.#options;
    return settle(timeout, (limit) => this.#send(shipment, limit));
  }

  async close(): Promise<void> {
    await this.#pools.close();
  }

  async #send(shipment: Shipment<'apns'>, limit: TimeLimit): Promise<ProviderOutcome> {
    const { credential, recipient, expiresAtMs } = shipment;
    if (recipient.transportType !== 'apns') throw refusedPayload('not_an_apns_recipient');
    const { topic = this.#options.topic } = credential;
    const payload = this.#payloads.of(shipment.payload);
    const headers = {
      ':method': 'POST',
      ':path': `/3/device/${encodeURIComponent(recipient.deviceToken)}`,
      ...apnsHeaders(payload, { topic, expiresAtMs }),
    };
    const key = this.#keys.of(credential);
    const request = { headers, body: payload.body };
    const answer = await this.#pools.use(
      key,
      () => this.#openPool(credential),
      (pool) => {
        if (credential.kind === 'token')
          return this.#sendWithToken({ pool, key, credential, request }, limit);
        return pool.request({ ...request, timeout: limit.left() });
      },
    );
    return apnsOutcome(answer);
  }

  async #sendWithToken(
    { pool, key, credential, request }: TokenSend,
    limit: TimeLimit,
  ): Promise<OutboundAnswer> {
    const mint = () => mintProviderToken(credential, this.#now());
    const post = (token: string) => {
      const headers = { ...request.headers, authorization: `bearer ${token}` };
      return pool.request({ headers, body: request.body, timeout: limit.left() });
    };
    const token = this.#tokens.peek(key) ?? (await this.#tokens.get(key, mint));
    const answer = await post(token);
    if (!isTokenExpired(answer)) return answer;
    const another = await this.#tokens.replace(key, token, mint);
    return another === undefined ? answer : await post(another);
  }

  #openPool(secret: ApnsSecret): SessionPool {
    const { endpoint = 'https://api.push.apple.com', sessions = 16, streams = 1_000 } = this.#options;
    const secureContext = clientIdentity(secret, this.#options.certificateAuthorities);
    const limits = { mostSessions: sessions, mostStreams: streams };
    return new SessionPool({ endpoint, secureContext, pingEvery, patience, ...limits });
  }
}

interface TokenSend {
  readonly pool: SessionPool;
  readonly key: string;
  readonly credential: Extract<ApnsSecret, { kind: 'token' }>;
  readonly request: Omit<SessionRequest, 'timeout'>;
}
