import type { DeviceRegistration } from '../../../model/device.js';
import { tokenHash } from '../../../model/recipient.js';
import type { DeviceReport, DeviceStore, Registered } from '../../../store/device-store.js';
import { sampleRegistration } from '../../samples.js';

/** An implementation of DeviceStore that is held to the port's promises. */
export interface DeviceStoreSubject {
  readonly name: string;
  /** A fresh, empty store. */
  create(): Promise<DeviceStoreFixture>;
}

export interface DeviceStoreFixture extends AsyncDisposable {
  readonly devices: DeviceStore;
}

export type RegistrationChanges = Partial<DeviceRegistration> & { readonly appId?: string };

/** Somebody registers a device, and gets an identity token of which `first digest` is what is kept. */
export function register(
  devices: DeviceStore,
  id: string,
  { appId = 'app', ...changes }: RegistrationChanges = {},
): Promise<Registered> {
  const registration = sampleRegistration(id, changes);
  return devices.register({ appId, registration, identityDigest: 'first digest', isRotation: false });
}

/** What became of something that was sent to the token of `sampleRegistration`. */
export function reportOf(deviceId: string, at = 1_800_000_000_000): DeviceReport {
  return { deviceId, at, tokenHash: tokenHash(sampleRegistration(deviceId).recipient) };
}

/** A registration without what it need not have. */
export function plainRegistration(id: string): DeviceRegistration {
  return {
    ...{ id, formFactor: 'other', platform: 'browser', timezone: 'UTC', locale: 'en' },
    recipient: { transportType: 'web', endpoint: 'https://push.example/1', p256dh: 'k', auth: 'a' },
  };
}
