import { createECDH } from 'node:crypto';

/** A new pair for VAPID (RFC 8292, 3.2), in base64url. */
export function createVapidKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const keys = createECDH('prime256v1');
  const publicKey = keys.generateKeys('base64url');
  // Leading zeros are a part of the key, and Node leaves them out.
  const privateKey = Buffer.concat([Buffer.alloc(32), keys.getPrivateKey()]).subarray(-32);
  return { publicKey, privateKey: privateKey.toString('base64url') };
}
