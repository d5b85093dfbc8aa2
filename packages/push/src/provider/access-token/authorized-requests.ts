import {
  type OutboundAnswer,
  OutboundClient,
  type OutboundClientOptions,
  type OutboundRequest,
} from '@shoal/outbound';
import { AccessTokens } from './access-tokens.js';
import { type ClientCredentialsGrant, fetchToken, grantKey } from './client-credentials.js';

export interface AuthorizedRequest extends Omit<OutboundRequest, 'timeout' | 'keepBytes'> {
  readonly grant: ClientCredentialsGrant;
  /** The token was refused: with a new one the request is made once more. */
  isRefused(answer: OutboundAnswer): boolean;
}

/** Milliseconds for everything that a delivery needs: token, request, and the second try of both. */
const DELIVERY_MS = 9_500;
/** Of it, for a token at most. Who waits for somebody else's token waits no longer than that one. */
const TOKEN_MS = 4_000;
const ANSWER_BYTES = 16 * 1024;

/** Posts with an access token of a client credentials grant, which it fetches, keeps, and renews when it is refused. */
export class AuthorizedRequests {
  readonly #client: OutboundClient;
  readonly #tokens = new AccessTokens();

  constructor(options: OutboundClientOptions) {
    this.#client = new OutboundClient(options);
  }

  /** @throws RefusalError; whatever `OutboundClient.post` throws */
  async post(request: AuthorizedRequest): Promise<OutboundAnswer> {
    const end = performance.now() + DELIVERY_MS;
    const token = await this.#token(request.grant);
    const answer = await this.#post(request, token, end);
    if (!request.isRefused(answer)) return answer;
    await this.#tokens.drop(grantKey(request.grant), token);
    if (end - performance.now() < TOKEN_MS) return answer;
    return await this.#post(request, await this.#token(request.grant), end);
  }

  /** What is under way fails. */
  async close(): Promise<void> {
    await this.#client.close();
  }

  #token(grant: ClientCredentialsGrant): Promise<string> {
    return this.#tokens.get(grantKey(grant), () => fetchToken(this.#client, grant, TOKEN_MS));
  }

  #post({ url, headers, body }: AuthorizedRequest, token: string, end: number): Promise<OutboundAnswer> {
    return this.#client.post({
      ...{ url, body, keepBytes: ANSWER_BYTES },
      headers: { ...headers, Authorization: `Bearer ${token}` },
      timeout: Math.max(1, end - performance.now()),
    });
  }
}
