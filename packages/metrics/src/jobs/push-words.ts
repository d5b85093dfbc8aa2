import type { DeviceStateLabel, PushProviderLabel, PushStage } from '../catalogue/areas/jobs/push-labels.js';

/** As pushes name their providers. */
export type PushProvider = 'fcm' | 'apns' | 'webPush' | 'hms' | 'wns';

/** As devices name their states. */
export type PushDeviceState = 'ACTIVE' | 'FAILING' | 'FAILED';

const providerLabels: Readonly<Record<PushProvider, PushProviderLabel>> = {
  fcm: 'fcm',
  apns: 'apns',
  webPush: 'webpush',
  hms: 'hms',
  wns: 'wns',
};

const stateLabels: Readonly<Record<PushDeviceState, DeviceStateLabel>> = {
  ACTIVE: 'active',
  FAILING: 'failing',
  FAILED: 'failed',
};

const stages: ReadonlyMap<string, PushStage> = new Map<string, PushStage>([
  ['push-plan', 'plan'],
  ...Object.entries(providerLabels).map(([provider, label]) => [`push-${provider}`, label] as const),
]);

/** The value of the label `provider`. */
export function providerLabel(provider: PushProvider): PushProviderLabel {
  return providerLabels[provider];
}

/** The value of a label that says a device's state. */
export function deviceStateLabel(state: PushDeviceState): DeviceStateLabel {
  return stateLabels[state];
}

/** The value of the label `stage`, for a queue of pushes. */
export function stageOf(queue: string): PushStage | undefined {
  return stages.get(queue);
}
