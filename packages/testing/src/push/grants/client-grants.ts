import { randomBytes } from 'node:crypto';
import type { Reply } from '../../webhooks/reply.js';
import type { ServiceRequest } from '../https-service.js';

export interface ClientGrantsOptions {
  /** That a request has to ask for. None by default. */
  readonly scope?: string;
  /** Seconds that an access token lasts. 3600 by default. */
  readonly lifetime?: number;
}

/** How a bearer stands. */
export type Bearer =
  | { readonly kind: 'client'; readonly clientId: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

/** A token endpoint: access tokens for client id and secret (RFC 6749, 4.4). */
export class ClientGrants {
  /** Valid requests so far. */
  requests = 0;
  readonly #options: ClientGrantsOptions;
  readonly #secrets = new Map<string, string>();
  readonly #issued = new Map<string, { readonly clientId: string; endsAt: number }>();
  readonly #replies: Reply[] = [];

  constructor(options: ClientGrantsOptions = {}) {
    this.#options = options;
  }

  /** @returns the secret of a client that is known from now on, or whose secret is another from now on */
  add(clientId: string): string {
    const secret = randomBytes(24).toString('base64url');
    this.#secrets.set(clientId, secret);
    return secret;
  }

  /** The next valid requests are answered so; those after them get a token. */
  answer(...replies: readonly Reply[]): void {
    this.#replies.push(...replies);
  }

  /** All tokens that were issued have expired now. */
  expire(): void {
    for (const issued of this.#issued.values()) issued.endsAt = 0;
  }

  grant({ headers, body }: ServiceRequest): Reply {
    const form = new URLSearchParams(body.toString());
    const clientId = form.get('client_id') ?? '';
    if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return refused('invalid_request');
    if (form.get('grant_type') !== 'client_credentials') return refused('unsupported_grant_type');
    if (form.get('scope') !== (this.#options.scope ?? null)) return refused('invalid_scope');
    const secret = this.#secrets.get(clientId);
    if (secret === undefined || form.get('client_secret') !== secret) return refused('invalid_client');
    this.requests += 1;
    return this.#replies.shift() ?? this.#issue(clientId);
  }

  /** Whose the access token of a request is. */
  bearerOf({ headers }: ServiceRequest): Bearer {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const issued = this.#issued.get(token);
    if (issued === undefined) return { kind: 'unknown' };
    return issued.endsAt > Date.now() ? { kind: 'client', clientId: issued.clientId } : { kind: 'expired' };
  }

  #issue(clientId: string): Reply {
    const { lifetime = 3_600 } = this.#options;
    const token = randomBytes(48).toString('base64url');
    this.#issued.set(token, { clientId, endsAt: Date.now() + lifetime * 1_000 });
    return json(200, { access_token: token, expires_in: lifetime, token_type: 'Bearer' });
  }
}

/** What token endpoints say in place of a token (RFC 6749, 5.2). */
function refused(error: string): Reply {
  return json(error === 'invalid_client' ? 401 : 400, { error, error_description: 'See RFC 6749' });
}

function json(status: number, body: object): Exclude<Reply, string> {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
