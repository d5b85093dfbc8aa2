import type { DeviceRegistration, Recipient } from '@shoal/push';
import type { PushServicesDescription } from '@shoal/testing';

/** A token of each service, another for each number. */
export const tokens = {
  fcm: (number: number): string => `fcm-token-${number}`,
  apns: (number: number): string => number.toString(16).padStart(64, '0'),
};

/** Devices of the three services by turns, with the numbers from `first` on. Their ids are `d0`, `d1` and so on. */
export function createDevices(
  { webPush }: PushServicesDescription,
  { first = 0, count }: { readonly first?: number; readonly count: number },
): DeviceRegistration[] {
  const { endpoint, p256dh, auth } = webPush;
  const recipients: readonly ((number: number) => Recipient)[] = [
    (number) => ({ transportType: 'gcm', registrationToken: tokens.fcm(number) }),
    (number) => ({ transportType: 'apns', deviceToken: tokens.apns(number) }),
    (number) => ({ transportType: 'web', endpoint: `${endpoint}${number}`, p256dh, auth }),
  ];
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const recipient = recipients[number % recipients.length]?.(number);
    if (recipient === undefined) throw new Error('There is no such service');
    return {
      ...{ id: `d${number}`, formFactor: 'phone', platform: 'other' },
      ...{ timezone: 'UTC', locale: 'en', recipient },
    };
  });
}
