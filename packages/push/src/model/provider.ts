/** Who brings a notification to a device. */
export const PROVIDERS = ['fcm', 'apns', 'webPush', 'hms', 'wns'] as const;

export type Provider = (typeof PROVIDERS)[number];
