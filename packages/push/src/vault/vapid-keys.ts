import { createECDH } from 'node:crypto';
import { badRequest } from '../bad-request.js';

export interface VapidKeys {
  /** base64url of an uncompressed point of P-256. */
  readonly publicKey: string;
  /** base64url of 32 bytes. */
  readonly privateKey: string;
}

/**
 * Application server keys (RFC 8292, 3.2), with the padding that some tools leave taken off.
 *
 * @throws PusherError `bad_request`
 */
export function checkVapidKeys(keys: VapidKeys): VapidKeys {
  const privateKey = Buffer.from(keys.privateKey, 'base64url');
  if (privateKey.length !== 32) throw badRequest('credential: privateKey: must be 32 bytes in base64url');
  const publicKey = Buffer.from(keys.publicKey, 'base64url');
  if (publicKey.length !== 65) throw badRequest('credential: publicKey: must be 65 bytes in base64url');
  if (!publicKey.equals(publicKeyOf(privateKey))) {
    throw badRequest('credential: publicKey and privateKey do not belong together');
  }
  return { publicKey: publicKey.toString('base64url'), privateKey: privateKey.toString('base64url') };
}

function publicKeyOf(privateKey: Buffer): Buffer {
  const pair = createECDH('prime256v1');
  try {
    pair.setPrivateKey(privateKey);
    return pair.getPublicKey();
  } catch {
    throw badRequest('credential: privateKey: is no key of P-256');
  }
}
