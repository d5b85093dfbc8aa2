import type { Recipient } from './recipient.js';

/** `FAILED` devices are not sent to until they register again or a provider accepts one. */
export type DeviceState = 'ACTIVE' | 'FAILING' | 'FAILED';

export const FORM_FACTORS = [
  'phone',
  'tablet',
  'desktop',
  'tv',
  'car',
  'watch',
  'embedded',
  'other',
] as const;
export const PLATFORMS = [
  'android',
  'ios',
  'browser',
  'windows',
  'macos',
  'watchos',
  'tvos',
  'other',
] as const;

/** What somebody registers. */
export interface DeviceRegistration {
  readonly id: string;
  /** The user whose device it is. */
  readonly clientId?: string;
  readonly formFactor: (typeof FORM_FACTORS)[number];
  readonly platform: (typeof PLATFORMS)[number];
  readonly timezone: string;
  readonly locale: string;
  /** JSON text of at most 4,096 bytes. Never answered. */
  readonly metadata?: string;
  /** Milliseconds since 1970. */
  readonly lastActiveAtMs?: number;
  readonly recipient: Recipient;
  /** Of `device` targets: notifications beyond it wait. */
  readonly ratePolicy?: RatePolicy;
}

export interface RatePolicy {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** A device as it is known. */
export interface Device extends DeviceRegistration {
  readonly state: DeviceState;
  /** Provider failures in a row that were the device's. */
  readonly failureCount: number;
  readonly errorReason?: string;
  /** SHA-256 in hex of the device's identity token. 32 random bytes need no stretching. */
  readonly identityDigest: string;
}

export type RegistrationChange = 'inserted' | 'unchanged' | 'updated';
