import { generateKeyPairSync } from 'node:crypto';

const pem = { type: 'pkcs8', format: 'pem' } as const;
const google = generateKeyPairSync('rsa', { modulusLength: 2048 });
const apple = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** What the key of a Google service account holds, freshly made. */
export const SERVICE_ACCOUNT = {
  type: 'service_account',
  project_id: 'shop-1',
  client_email: 'push@shop-1.example',
  private_key: google.privateKey.export(pem).toString(),
  private_key_id: 'k1',
  token_uri: 'https://oauth.example/token',
};

/** The text of a .p8 file, freshly made. */
export const APNS_PRIVATE_KEY = apple.privateKey.export(pem).toString();

/** The same key as VAPID has it, and its public half. */
export const VAPID = vapidOf(apple.privateKey.export({ format: 'jwk' }));

function vapidOf({ d = '', x = '', y = '' }: { d?: string; x?: string; y?: string }) {
  const point = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return { privateKey: d, publicKey: Buffer.concat(point).toString('base64url') };
}
