import { LeaseCache, type OutboundAnswer, unlessAborted } from '@shoal/outbound';
import type { ApnsSecret } from '../../model/credential.js';
import type { ProviderOutcome } from '../provider-outcome.js';
import type { PushProvider, Shipment } from '../push-provider.js';
import { CredentialKeys } from '../sending/credential-keys.js';
import { refusedPayload } from '../sending/send-refused-error.js';
import { sendTimeout, settle, type TimeLimit } from '../sending/settle.js';
import { TokenCache } from '../sending/token-cache.js';
import { apnsOutcome, isTokenExpired } from './apns-outcome.js';
import { type ApnsRequest, apnsRequest } from './apns-request.js';
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

  async #send(shipment: Shipment<'apns'>, { signal }: TimeLimit): Promise<ProviderOutcome> {
    const { credential, recipient, payload, expiresAtMs } = shipment;
    if (recipient.transportType !== 'apns') throw refusedPayload('not_an_apns_recipient');
    const { topic = this.#options.topic } = credential;
    const request = apnsRequest(payload, { topic, expiresAtMs });
    const path = `/3/device/${encodeURIComponent(recipient.deviceToken)}`;
    const key = this.#keys.of(credential);
    const open = () => this.#openPool(credential);
    const post = (pool: SessionPool, token?: string) =>
      pool.request(onTheWire(request, { path, token, signal }));

    const answer = await this.#pools.use(key, open, async (pool): Promise<OutboundAnswer> => {
      if (credential.kind !== 'token') return await post(pool);
      const mint = () => mintProviderToken(credential, this.#now());
      const token = await unlessAborted(signal, this.#tokens.get(key, mint));
      const first = await post(pool, token);
      if (!isTokenExpired(first)) return first;
      const another = await unlessAborted(signal, this.#tokens.replace(key, token, mint));
      return another === undefined ? first : await post(pool, another);
    });
    return apnsOutcome(answer);
  }

  #openPool(secret: ApnsSecret): SessionPool {
    const { endpoint = 'https://api.push.apple.com', sessions = 16, streams = 1_000 } = this.#options;
    const secureContext = clientIdentity(secret, this.#options.certificateAuthorities);
    const limits = { mostSessions: sessions, mostStreams: streams };
    return new SessionPool({ endpoint, secureContext, pingEvery, patience, ...limits });
  }
}

interface Wire {
  readonly path: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

function onTheWire({ headers, body }: ApnsRequest, { path, token, signal }: Wire) {
  const authorization = token === undefined ? {} : { authorization: `bearer ${token}` };
  return { headers: { ':method': 'POST', ':path': path, ...authorization, ...headers }, body, signal };
}
