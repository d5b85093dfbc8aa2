import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What proves that a request comes from a device. Told once, kept as its digest. */
export interface IdentityToken {
  /** 32 random bytes in base64url. */
  readonly token: string;
  readonly digest: string;
}

export function createIdentityToken(): IdentityToken {
  const token = randomBytes(32).toString('base64url');
  return { token, digest: digestOf(token) };
}

/** In constant time. */
export function isIdentity(token: string, digest: string): boolean {
  const given = Buffer.from(digestOf(token), 'hex');
  const known = Buffer.from(digest, 'hex');
  return given.length === known.length && timingSafeEqual(given, known);
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
