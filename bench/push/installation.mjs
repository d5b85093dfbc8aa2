import { createECDH } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Calls at once, of the worker to the provider and of the loop alike. */
export const concurrency = 32;

/** Devices of a publish, and browsers that the push service knows. */
export const devices = 2_000;

/** @returns a recipient of the provider, another for each index */
export function recipientOf(provider, index, { webPush }) {
  switch (provider) {
    case 'fcm':
      return { transportType: 'gcm', registrationToken: `device-${index}` };
    case 'apns':
      return { transportType: 'apns', deviceToken: index.toString(16).padStart(64, '0') };
    case 'webPush': {
      const { endpoint, p256dh, auth } = webPush;
      return { transportType: 'web', endpoint: `${endpoint}${index}`, p256dh, auth };
    }
  }
}

/** Keys of an application server (VAPID), base64url. */
export function createVapidKeys() {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys('base64url');
  const privateKey = pair.getPrivateKey().toString('base64url').padStart(43, 'A');
  return { publicKey, privateKey, contact: 'mailto:bench@example.com' };
}

/** A file with the authority of the providers, for `NODE_EXTRA_CA_CERTS`. */
export function writeAuthority({ authority }) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-push-'));
  const path = join(directory, 'authority.pem');
  writeFileSync(path, authority);
  return { path, remove: () => rmSync(directory, { recursive: true }) };
}

/** What a push worker needs to send to the providers. */
export function workerEnvironment({ fcm, apns }) {
  return {
    ...{ PUSH_ALLOW_PRIVATE_TARGETS: '1', PUSH_DISPATCH_MAX_OUTBOUND_REQUESTS: String(2 * concurrency) },
    ...{ FCM_ENDPOINT: fcm.endpoint, FCM_SERVICE_ACCOUNT_JSON: JSON.stringify(fcm.serviceAccount) },
    ...{ APNS_ENDPOINT: apns.endpoint, APNS_TOPIC: apns.topic, APNS_PRIVATE_KEY: apns.privateKey },
    ...{ APNS_TEAM_ID: apns.teamId, APNS_KEY_ID: apns.keyId },
    ...{ VAPID_PRIVATE_KEY: createVapidKeys().privateKey, VAPID_CONTACT: 'mailto:bench@example.com' },
  };
}
