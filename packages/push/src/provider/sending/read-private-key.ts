import { createPrivateKey, type KeyObject } from 'node:crypto';
import { refusedCredential } from './send-refused-error.js';

/** @throws SendRefusedError when the PEM holds no private key of that kind */
export function readPrivateKey(pem: string, kind: 'rsa' | 'ec'): KeyObject {
  const key = parse(pem);
  if (key?.asymmetricKeyType !== kind) throw refusedCredential('invalid_private_key');
  return key;
}

function parse(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // OpenSSL's words would say nothing to the app.
    return undefined;
  }
}
