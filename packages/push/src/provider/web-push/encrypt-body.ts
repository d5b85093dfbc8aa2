import { createECDH } from 'node:crypto';
import { errorCode } from '@shoal/outbound';
import ece from 'http_ece';
import type { Recipient } from '../../model/recipient.js';
import { SendRefusedError } from '../sending/send-refused-error.js';

type Subscription = Extract<Recipient, { transportType: 'web' }>;

const pointBytes = 65;
const authBytes = 16;

/**
 * Encrypts for one browser, with a key pair of this message's own (RFC 8291).
 *
 * @throws SendRefusedError when the keys of the subscription are none: nothing can ever be sent to it
 */
export function encryptBody(plaintext: Buffer, { p256dh, auth }: Subscription): Buffer {
  const dh = Buffer.from(p256dh, 'base64url');
  const authSecret = Buffer.from(auth, 'base64url');
  if (dh.length !== pointBytes || authSecret.length !== authBytes) throw invalidKeys();
  const privateKey = createECDH('prime256v1');
  privateKey.generateKeys();
  try {
    return ece.encrypt(plaintext, { version: 'aes128gcm', privateKey, dh, authSecret });
  } catch (error) {
    throw errorCode(error) === 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY' ? invalidKeys() : error;
  }
}

function invalidKeys(): SendRefusedError {
  return new SendRefusedError({ kind: 'rejected', failureClass: 'device_terminal', reason: 'invalid_keys' });
}
