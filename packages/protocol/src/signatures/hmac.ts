import crypto, { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Half the cost of a hash object; there from Node 20.12 on. */
const hashAtOnce: typeof crypto.hash | undefined = crypto.hash;

const blockBytes = 64;
const digestBytes = 32;
const innerPad = 0x36;
const outerPad = 0x5c;

/** One key of an app and the secret that belongs to it. */
export interface Credential {
  readonly key: string;
  readonly secret: string;
}

/** HMAC with SHA-256 (RFC 2104), as lower-case hexadecimal digits. */
export function hmacSha256(secret: string, text: string): string {
  if (hashAtOnce === undefined || secret.length > blockBytes || !isAscii(secret))
    return createHmac('sha256', secret).update(text).digest('hex');
  // A signature is checked for each publish and private subscription: two hashes cost half of an Hmac object. The
  // key's pads are ASCII when the key is, so the text need not be copied into a buffer behind them.
  const outer = Buffer.allocUnsafe(blockBytes + digestBytes).fill(outerPad, 0, blockBytes);
  const inner = Buffer.allocUnsafe(blockBytes).fill(innerPad);
  for (let index = 0; index < secret.length; index += 1) {
    const byte = secret.charCodeAt(index);
    inner[index] = byte ^ innerPad;
    outer[index] = byte ^ outerPad;
  }
  outer.write(hashAtOnce('sha256', inner.toString('latin1') + text, 'binary'), blockBytes, 'latin1');
  return hashAtOnce('sha256', outer, 'hex');
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

export function md5(body: Buffer): string {
  return hashAtOnce === undefined
    ? createHash('md5').update(body).digest('hex')
    : hashAtOnce('md5', body, 'hex');
}

/** Compares without telling by its duration where two strings differ; only the length shows. */
export function equalConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Checks `key:signature` (the `auth` of a subscription or sign-in) against the app's active keys. */
export function verifyAuth(credentials: readonly Credential[], auth: string, text: string): boolean {
  const colon = auth.indexOf(':');
  const credential = credentials.find(({ key }) => key === auth.slice(0, colon));
  if (colon < 0 || credential === undefined) return false;
  return equalConstantTime(auth.slice(colon + 1), hmacSha256(credential.secret, text));
}
