import { createPrivateKey, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { isRecord } from '@shoal/protocol';
import { z } from 'zod';
import { badRequest, parseBody } from '../bad-request.js';
import type { ApnsSecret } from '../model/credential.js';

const MAX_LENGTH = 65_536;
const text = z.string().min(1).max(MAX_LENGTH).optional();
const appleId = z
  .string()
  .regex(/^[A-Za-z0-9]{1,32}$/, 'must be the id that Apple shows, like A1B2C3D4E5')
  .optional();

const bodySchema = z.object({
  topic: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,255}$/, 'must be a topic, like the bundle id')
    .optional(),
  p12: z.base64('must be base64').max(MAX_LENGTH).optional(),
  p12Password: z.string().max(1_024).default(''),
  pem: text,
  teamId: appleId,
  keyId: appleId,
  privateKey: text,
});

/** @throws PusherError `bad_request` */
export function parseApnsSecret(body: unknown): ApnsSecret & { readonly topic?: string } {
  const { topic, p12, p12Password, pem, ...token } = parseBody(bodySchema, body, 'credential');
  const given = [p12, pem, token.privateKey].filter((value) => value !== undefined);
  if (given.length !== 1) {
    throw badRequest('credential: give one of p12, pem, or teamId with keyId and privateKey');
  }
  return { ...secretOf({ p12, p12Password, pem, ...token }), ...(topic !== undefined && { topic }) };
}

function secretOf({ p12, p12Password, pem, ...token }: z.output<typeof bodySchema>): ApnsSecret {
  if (p12 !== undefined) {
    checkCertificate('p12', { pfx: Buffer.from(p12, 'base64'), passphrase: p12Password });
    return { kind: 'p12', p12, password: p12Password };
  }
  if (pem !== undefined) {
    checkCertificate('pem', { cert: pem, key: pem });
    return { kind: 'certificate', pem };
  }
  return tokenSecret(token);
}

function tokenSecret({ teamId, keyId, privateKey }: Partial<z.output<typeof bodySchema>>): ApnsSecret {
  if (teamId === undefined || keyId === undefined || privateKey === undefined) {
    throw badRequest('credential: privateKey needs teamId and keyId beside it');
  }
  if (loadKey(privateKey).asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw badRequest('credential: privateKey: must be a key of P-256, as a .p8 file of Apple is');
  }
  return { kind: 'token', teamId, keyId, privateKey };
}

function loadKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw badRequest('credential: privateKey: is no private key in PEM');
  }
}

/** What TLS itself would say when it is used. */
function checkCertificate(field: 'p12' | 'pem', options: SecureContextOptions): void {
  try {
    createSecureContext(options);
  } catch (error) {
    throw badRequest(`credential: ${field}: ${explain(error)}`);
  }
}

/** Of OpenSSL's messages, only what helps: the text itself may quote what it has read. */
function explain(error: unknown): string {
  const message = isRecord(error) ? String(error.message) : '';
  if (/mac verify failure/i.test(message)) return 'the password is not the right one';
  if (/unsupported/i.test(message)) {
    return 'is encrypted by a method that is not supported any more: export it anew with AES-256';
  }
  if (/key values mismatch/i.test(message)) return 'certificate and private key do not belong together';
  return 'holds no certificate with its private key, or they cannot be read';
}
