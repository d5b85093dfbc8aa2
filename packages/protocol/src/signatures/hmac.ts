import crypto, { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Half the cost of a hash object; there from Node 20.12 on. */
const hashAtOnce: typeof crypto.hash | undefined = crypto.hash;

/** One key of an app and the secret that belongs to it. */
export interface Credential {
  readonly key: string;
  readonly secret: string;
}

export function hmacSha256(secret: string, text: string | Buffer): string {
  return createHmac('sha256', secret).update(text).digest('hex');
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
