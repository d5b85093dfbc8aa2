import { createPublicKey, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { VerifiedTokens } from '../verified-tokens.js';

const longestSeconds = 24 * 60 * 60;
const publicKeyBytes = 65;

/** Voluntary application server identification (RFC 8292), as a push service judges it. */
export class Vapid {
  readonly #verified = new VerifiedTokens();

  /** @returns the key that signed, base64url; or what is wrong */
  async judge(
    { authorization = '' }: IncomingHttpHeaders,
    audience: string,
  ): Promise<{ readonly key: string } | string> {
    const { t: token, k: key } = parametersOf(authorization);
    if (token === undefined || key === undefined) return 'Missing or malformed VAPID authorization';
    const publicKey = readKey(key);
    if (publicKey === undefined) return 'The k parameter is no P-256 public key';
    const claims = (await this.#verified.verify(token, key, () => publicKey))?.claims;
    if (claims === undefined) return 'Invalid VAPID signature';
    if (claims.aud !== audience) return `The aud claim is not ${audience}`;
    const now = Date.now() / 1_000;
    if (typeof claims.exp !== 'number' || claims.exp <= now) return 'The VAPID token has expired';
    if (claims.exp > now + longestSeconds) return 'The exp claim is more than 24 hours ahead';
    if (!/^(mailto:.+@.+|https:\/\/.+)/.test(String(claims.sub))) return 'The sub claim is no contact';
    return { key };
  }
}

/** `vapid t=..., k=...` (RFC 8292, 3). */
function parametersOf(authorization: string): Readonly<Record<string, string>> {
  const list = /^vapid (.+)$/i.exec(authorization)?.[1] ?? '';
  const pairs = list.split(',').map((pair) => {
    const [name = '', value = ''] = pair.trim().split('=');
    return [name, value];
  });
  return Object.fromEntries(pairs);
}

function readKey(text: string): KeyObject | undefined {
  const point = Buffer.from(text, 'base64url');
  if (point.length !== publicKeyBytes || point.toString('base64url') !== text) return undefined;
  const x = point.toString('base64url', 1, 33);
  const y = point.toString('base64url', 33);
  try {
    return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  } catch {
    // Not on the curve.
    return undefined;
  }
}
