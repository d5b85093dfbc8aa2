import type { SettingPath } from '../setting/key-spelling.js';
import type { PushSettings } from './push-section.js';

interface Violation {
  readonly path: SettingPath;
  readonly message: string;
}

/** Secrets that are of no use without what stands beside them: where they are, and what that is. */
const COMPANIONS = [
  ['apns', 'privateKey', ['teamId', 'keyId']],
  ['webpush', 'vapidPrivateKey', ['vapidContact']],
  ['hms', 'clientSecret', ['appId']],
  ['wns', 'clientSecret', ['packageSid']],
] as const;

/** Finds credentials of the server that cannot be used as they were given. */
export function* findPushContradictions(push: PushSettings): Iterable<Violation> {
  for (const [provider, secret, companions] of COMPANIONS) {
    const given = new Map<string, unknown>(Object.entries(push[provider]));
    if (given.get(secret) === undefined || push[`${provider}Enabled`] === false) continue;
    for (const companion of companions) {
      if (given.get(companion) !== undefined) continue;
      yield {
        path: ['push', provider, companion],
        message: 'is missing: the credential is not whole without',
      };
    }
  }
  yield* checkVapidKeys(push.webpush);
}

function* checkVapidKeys({
  vapidPublicKey: given,
  vapidPrivateKey: pair,
}: PushSettings['webpush']): Iterable<Violation> {
  if (given === undefined || pair === undefined) return;
  const isOther = Buffer.from(given, 'base64url').toString('base64url') !== pair.publicKey;
  if (isOther) {
    yield {
      path: ['push', 'webpush', 'vapidPublicKey'],
      message: 'is not the public key of push.webpush.vapid_private_key. Leave it out, or give the right one',
    };
  }
}
