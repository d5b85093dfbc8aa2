import { createHash } from 'node:crypto';
import type { Provider } from './provider.js';

/** Where a provider finds a device. Whoever knows it can send to the device: never logged, never in a metric. */
export type Recipient =
  | { readonly transportType: 'gcm'; readonly registrationToken: string }
  | { readonly transportType: 'apns'; readonly deviceToken: string }
  | {
      readonly transportType: 'web';
      readonly endpoint: string;
      readonly p256dh: string;
      readonly auth: string;
    }
  | { readonly transportType: 'hms'; readonly registrationToken: string }
  | { readonly transportType: 'wns'; readonly channelUri: string };

export function providerOf({ transportType }: Recipient): Provider {
  return providers[transportType];
}

/** SHA-256 in hex of the token, endpoint or URI: names it without telling it. */
export function tokenHash(recipient: Recipient): string {
  return createHash('sha256').update(tokenOf(recipient)).digest('hex');
}

/**
 * Which of a provider's services the recipient is at: browsers have push services of their own, and one that is away says
 * nothing of the others. Empty where the provider is one service.
 */
export function serviceOf(recipient: Recipient): string {
  if (recipient.transportType !== 'web') return '';
  // Not parsed, because every send asks: whoever spells an origin in two ways is only given two gates.
  return /^https:\/\/[^/?#]*/i.exec(recipient.endpoint)?.[0].toLowerCase() ?? '';
}

const providers: Record<Recipient['transportType'], Provider> = {
  gcm: 'fcm',
  apns: 'apns',
  web: 'webPush',
  hms: 'hms',
  wns: 'wns',
};

function tokenOf(recipient: Recipient): string {
  switch (recipient.transportType) {
    case 'gcm':
    case 'hms':
      return recipient.registrationToken;
    case 'apns':
      return recipient.deviceToken;
    case 'web':
      return recipient.endpoint;
    case 'wns':
      return recipient.channelUri;
  }
}
