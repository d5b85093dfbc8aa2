import type { Owner } from '../../metric-definition.js';

export const PUSH_PROVIDERS = ['fcm', 'apns', 'webpush', 'hms', 'wns'] as const;

/** Whoever plans and sends, be it a worker or a server whose queue is in its own memory. */
export const PUSH_RUNNERS: readonly Owner[] = ['push-worker', 'server (queue in memory)'];

/** Few use the other two, so that their series wait for their first delivery. */
export const PROVIDER = {
  known: PUSH_PROVIDERS,
  expected: ['fcm', 'apns', 'webpush'],
  describedAs: PUSH_PROVIDERS.join(', '),
} as const;

export const DEVICE_STATES = ['active', 'failing', 'failed'] as const;

/** What jobs of pushes wait for: to be planned, or for their provider. */
export const PUSH_STAGES = ['plan', ...PUSH_PROVIDERS] as const;

export type PushProviderLabel = (typeof PUSH_PROVIDERS)[number];
export type DeviceStateLabel = (typeof DEVICE_STATES)[number];
export type PushStage = (typeof PUSH_STAGES)[number];
