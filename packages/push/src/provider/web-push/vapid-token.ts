import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Credential } from '../../model/credential.js';
import { refusedCredential } from '../sending/send-refused-error.js';
import type { MintedToken } from '../sending/token-cache.js';

export type VapidKey = Extract<Credential, { provider: 'webPush' }>;

/** Seconds from now until a token's end. Push services take 24 hours at most (RFC 8292, 2). */
const lasts = 12 * 3_600;
/** Milliseconds: an hour for clocks that differ. */
const usableFor = (lasts - 3_600) * 1_000;
const scalarBytes = 32;

/**
 * A token that says who sends (RFC 8292, 2).
 *
 * @param audience the origin of the push service, with its port
 * @param now milliseconds since 1970
 * @throws SendRefusedError when the keys are none, or do not belong together
 */
export async function mintVapidToken(key: VapidKey, audience: string, now: number): Promise<MintedToken> {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
    .setAudience(audience)
    .setExpirationTime(Math.floor(now / 1_000) + lasts)
    .setSubject(key.contact)
    .sign(readKey(key));
  return { token, usableFor };
}

/** The `Authorization` header (RFC 8292, 3). */
export function vapidAuthorization(token: string, { publicKey }: VapidKey): string {
  return `vapid t=${token}, k=${Buffer.from(publicKey, 'base64url').toString('base64url')}`;
}

function readKey({ publicKey, privateKey }: VapidKey): KeyObject {
  const scalar = Buffer.from(privateKey, 'base64url');
  const point = pointOf(scalar);
  // Push services judge by the public key: a token of another key would be refused everywhere.
  if (point === undefined || !point.equals(Buffer.from(publicKey, 'base64url'))) {
    throw refusedCredential('invalid_vapid_key');
  }
  const x = point.toString('base64url', 1, 33);
  const y = point.toString('base64url', 33);
  const d = scalar.toString('base64url');
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x, y, d }, format: 'jwk' });
}

function pointOf(scalar: Buffer): Buffer | undefined {
  const keys = createECDH('prime256v1');
  try {
    if (scalar.length !== scalarBytes) return undefined;
    keys.setPrivateKey(scalar);
    return keys.getPublicKey();
  } catch {
    // No number of the curve.
    return undefined;
  }
}
