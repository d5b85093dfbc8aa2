import { SignJWT } from 'jose';
import type { ApnsSecret } from '../../model/credential.js';
import { readPrivateKey } from '../sending/read-private-key.js';
import type { MintedToken } from '../sending/token-cache.js';

/** Milliseconds. Apple refuses tokens older than an hour, and teams that renew them within 20 minutes. */
const usableFor = 50 * 60_000;

/**
 * A provider token (Apple, "Establishing a token-based connection to APNs").
 *
 * @param now milliseconds since 1970
 * @throws SendRefusedError when the key is none
 */
export async function mintProviderToken(
  { teamId, keyId, privateKey }: Extract<ApnsSecret, { kind: 'token' }>,
  now: number,
): Promise<MintedToken> {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(teamId)
    .setIssuedAt(Math.floor(now / 1_000))
    .sign(readPrivateKey(privateKey, 'ec'));
  return { token, usableFor };
}
