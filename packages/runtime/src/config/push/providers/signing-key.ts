import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { refusal } from '../../setting/explanation.js';

/** How {@link apnsPrivateKey} is described. */
export const APNS_KEY_ALLOWED = "the PEM text of Apple's .p8 file";

/** How {@link vapidPrivateKey} is described. */
export const VAPID_KEY_ALLOWED = '32 bytes in base64url, or PEM';

/** Apple's token key: PEM of a P-256 private key. `\n` may stand for the line feeds. */
export function apnsPrivateKey() {
  return z.string().transform((written, context): string => {
    const pem = withLineFeeds(written);
    if (isEllipticKey(readPem(pem))) return pem;
    context.issues.push(refusal(written, `must be ${APNS_KEY_ALLOWED} (a P-256 private key)`));
    return z.NEVER;
  });
}

/** Both halves of a VAPID key (RFC 8292, 3.2), raw and in base64url. */
export interface VapidKeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** The private half of a VAPID key, with the public one worked out. */
export function vapidPrivateKey() {
  return z.string().transform((written, context): VapidKeyPair => {
    const pair = readVapidKey(written.trim());
    if (pair !== undefined) return pair;
    context.issues.push(refusal(written, `must be the private key of VAPID: ${VAPID_KEY_ALLOWED}`));
    return z.NEVER;
  });
}

/** Whether text is PEM of an RSA private key, which Google's service accounts have. */
export function isRsaKey(pem: string): boolean {
  return readPem(pem)?.asymmetricKeyType === 'rsa';
}

/** Variables of the environment often hold PEM in one line. */
export function withLineFeeds(pem: string): string {
  return `${pem.replaceAll('\\n', '\n').trim()}\n`;
}

function readVapidKey(text: string): VapidKeyPair | undefined {
  const raw = text.includes('-----BEGIN') ? rawKeyOf(readPem(withLineFeeds(text))) : rawKeyIn(text);
  if (raw === undefined) return undefined;
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(raw);
  } catch {
    // Not every number of 32 bytes is a private key of the curve.
    return undefined;
  }
  return { privateKey: raw.toString('base64url'), publicKey: curve.getPublicKey().toString('base64url') };
}

function rawKeyIn(text: string): Buffer | undefined {
  // Node's decoder takes both alphabets of base64, and passes over what is in neither.
  const isBase64 = /^[\w+/-]{43}=?$/.test(text);
  return isBase64 ? Buffer.from(text, 'base64url') : undefined;
}

function rawKeyOf(key: KeyObject | undefined): Buffer | undefined {
  const jwk = isEllipticKey(key) ? key?.export({ format: 'jwk' }) : undefined;
  return jwk?.d === undefined ? undefined : Buffer.from(jwk.d, 'base64url');
}

function isEllipticKey(key: KeyObject | undefined): boolean {
  return key?.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

function readPem(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // OpenSSL's message says nothing that helps whoever wrote the configuration.
    return undefined;
  }
}
