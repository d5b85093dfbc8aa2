import type { DeviceRegistration } from '../model/device.js';
import type { Provider } from '../model/provider.js';
import type { Publish } from '../model/publish.js';
import type { Recipient } from '../model/recipient.js';

/** A registration with everything that one can have. */
export function sampleRegistration(
  id: string,
  changes: Partial<DeviceRegistration> = {},
): DeviceRegistration {
  return {
    ...{ id, clientId: 'client-1', formFactor: 'phone', platform: 'android' },
    ...{ timezone: 'Europe/Berlin', locale: 'de-DE', metadata: '{"release":"7 ü"}' },
    lastActiveAtMs: 1_700_000_000_000,
    recipient: { transportType: 'gcm', registrationToken: `token of ${id}` },
    ratePolicy: { capacity: 5, refillPerSecond: 0.5 },
    ...changes,
  };
}

/** A publish to one channel, of any time. */
export function samplePublish(id: string, changes: Partial<Publish> = {}): Publish {
  return {
    ...{ appId: 'app', id, targets: [{ type: 'channel', channel: 'news' }] },
    payloads: { fcm: '{"message":{}}', apns: '{"aps":{"alert":"ü"}}' },
    acceptedAtMs: Date.UTC(2026, 0, 1),
    ...changes,
  };
}

/** A recipient of each provider. */
export const RECIPIENTS: Readonly<Record<Provider, Recipient>> = {
  fcm: { transportType: 'gcm', registrationToken: 'fcm-token' },
  apns: { transportType: 'apns', deviceToken: 'a1b2c3' },
  webPush: { transportType: 'web', endpoint: 'https://push.example/1', p256dh: 'key', auth: 'secret' },
  hms: { transportType: 'hms', registrationToken: 'hms-token' },
  wns: { transportType: 'wns', channelUri: 'https://wns.example/1' },
};
