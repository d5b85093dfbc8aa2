import { createSecureContext, type SecureContext } from 'node:tls';
import type { ApnsSecret } from '../../model/credential.js';
import { refusedCredential } from '../sending/send-refused-error.js';

/**
 * How a session shows who we are: by nothing at all when a token will do it, or by a certificate.
 *
 * @param authorities PEM: trusted in place of Node's own
 * @throws SendRefusedError when a certificate or its key cannot be read
 */
export function clientIdentity(secret: ApnsSecret, authorities: string | undefined): SecureContext {
  const trust = authorities === undefined ? {} : { ca: authorities };
  try {
    return createSecureContext({ ...trust, ...ownCertificate(secret), minVersion: 'TLSv1.2' });
  } catch {
    // OpenSSL's words would say nothing to the app.
    throw refusedCredential('invalid_certificate');
  }
}

function ownCertificate(secret: ApnsSecret): object {
  switch (secret.kind) {
    case 'token':
      return {};
    case 'certificate':
      return { cert: secret.pem, key: secret.pem };
    case 'p12':
      return { pfx: Buffer.from(secret.p12, 'base64'), passphrase: secret.password };
  }
}
