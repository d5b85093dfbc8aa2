import { PusherError } from '@shoal/protocol';
import type { Device } from '../model/device.js';
import type { DeviceStore } from '../store/device-store.js';
import { isIdentity } from './identity-token.js';

/**
 * Who asks: the app's backend for itself, or a device, which proves itself by its identity token. That a caller says it is
 * an `admin` gives it nothing that the app's secret does not.
 */
export type Caller =
  | { readonly kind: 'admin' }
  | {
      readonly kind: 'device';
      readonly identityToken: string;
      /** The backend has passed it on, and vouches for what the device cannot prove: whose it is, what it may see. */
      readonly isSigned: boolean;
    };

/** Lets a device touch what is its own. */
export class DeviceAccess {
  readonly #devices: Pick<DeviceStore, 'find'>;

  constructor(devices: Pick<DeviceStore, 'find'>) {
    this.#devices = devices;
  }

  /**
   * @returns the device; undefined, for an admin only, when there is none
   * @throws PusherError `unauthorized`, the same for a device that does not exist; QueueAwayError
   */
  async ensureOwn(caller: Caller, appId: string, deviceId: string): Promise<Device | undefined> {
    const device = await this.#devices.find(appId, deviceId);
    if (caller.kind === 'admin') return device;
    if (device !== undefined && isIdentity(caller.identityToken, device.identityDigest)) return device;
    throw new PusherError('unauthorized', 'This is not the identity token of that device');
  }
}

/** @throws PusherError `forbidden` */
export function ensureAdmin(caller: Caller): void {
  if (caller.kind !== 'admin') throw new PusherError('forbidden', 'This needs the capability push-admin');
}

/** A device that asks by itself. */
export function isAlone(caller: Caller): boolean {
  return caller.kind === 'device' && !caller.isSigned;
}
