import {
  type OutboundAnswer,
  OutboundClient,
  type OutboundClientOptions,
  type OutboundRequest,
  TargetGuard,
} from '@shoal/outbound';
import { answerBytes } from '../sending/provider-answer.js';
import type { TimeLimit } from '../sending/settle.js';
import { TokenCache } from '../sending/token-cache.js';
import { type ClientCredentialsGrant, fetchToken, grantKey } from './client-credentials.js';

export interface AuthorizedRequest extends Pick<OutboundRequest, 'url' | 'headers' | 'body'> {
  readonly grant: ClientCredentialsGrant;
  /** Whether another access token may help. */
  isTokenRefused(answer: OutboundAnswer): boolean;
}

export interface AuthorizedRequestsOptions extends OutboundClientOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const mostTokens = 1_000;

/**
 * Posts with an access token of a client credentials grant, which is fetched, kept, and replaced when it is refused.
 * Where tokens are fetched is ours to say, and not judged by the guard.
 */
export class AuthorizedRequests {
  readonly #client: OutboundClient;
  readonly #tokenClient: OutboundClient;
  readonly #tokens: TokenCache;

  constructor({ now, ...options }: AuthorizedRequestsOptions) {
    this.#client = new OutboundClient(options);
    this.#tokenClient = new OutboundClient({
      ...options,
      guard: new TargetGuard({ allowPrivateTargets: true }),
    });
    this.#tokens = new TokenCache({ capacity: mostTokens, now });
  }

  /** @throws SendRefusedError; whatever `OutboundClient.post` throws */
  async post(request: AuthorizedRequest, limit: TimeLimit): Promise<OutboundAnswer> {
    const { grant } = request;
    const key = grantKey(grant);
    const mint = () => fetchToken(this.#tokenClient, grant);
    const token = this.#tokens.peek(key) ?? (await limit.await(this.#tokens.get(key, mint)));
    const answer = await this.#post(request, token, limit);
    if (!request.isTokenRefused(answer)) return answer;
    const another = await limit.await(this.#tokens.replace(key, token, mint));
    return another === undefined ? answer : await this.#post(request, another, limit);
  }

  /** What is under way fails. */
  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#tokenClient.close()]);
  }

  #post({ url, headers, body }: AuthorizedRequest, token: string, limit: TimeLimit): Promise<OutboundAnswer> {
    return this.#client.post({
      ...{ url, body, keepBytes: answerBytes, timeout: limit.left() },
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
  }
}
