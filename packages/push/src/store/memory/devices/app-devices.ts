import type { Device } from '../../../model/device.js';
import { SortedKeys } from '../sorted-keys.js';
import { KeyIndex } from './key-index.js';

interface Choice {
  readonly channel: string | undefined;
  readonly deviceId: string | undefined;
}

/** The devices of one app, and how they are found: by id, client and channel. */
export class AppDevices {
  readonly ids = new SortedKeys();
  readonly byClient = new KeyIndex();
  readonly byChannel = new KeyIndex();
  readonly channelsOf = new KeyIndex();
  readonly #devices = new Map<string, Device>();

  get size(): number {
    return this.#devices.size;
  }

  values(): Iterable<Device> {
    return this.#devices.values();
  }

  get(id: string): Device | undefined {
    return this.#devices.get(id);
  }

  set(device: Device): void {
    const before = this.#devices.get(device.id);
    if (before?.clientId !== undefined) this.byClient.delete(before.clientId, device.id);
    if (device.clientId !== undefined) this.byClient.add(device.clientId, device.id);
    this.ids.add(device.id);
    this.#devices.set(device.id, device);
  }

  remove(id: string): boolean {
    const device = this.#devices.get(id);
    if (device === undefined) return false;
    for (const [channel] of this.subscriptions({ channel: undefined, deviceId: id }))
      this.unsubscribe(channel, id);
    if (device.clientId !== undefined) this.byClient.delete(device.clientId, id);
    this.ids.delete(id);
    return this.#devices.delete(id);
  }

  /** Those of a channel, of a device, or the one that both name: channel and device. */
  subscriptions({ channel, deviceId }: Choice): readonly (readonly [channel: string, deviceId: string])[] {
    if (channel === undefined) {
      return deviceId === undefined
        ? []
        : [...this.channelsOf.of(deviceId)].map((name) => [name, deviceId] as const);
    }
    const subscribers = this.byChannel.of(channel);
    if (deviceId === undefined) return [...subscribers].map((id) => [channel, id] as const);
    return subscribers.has(deviceId) ? [[channel, deviceId]] : [];
  }

  subscribe(channel: string, id: string): void {
    this.byChannel.add(channel, id);
    this.channelsOf.add(id, channel);
  }

  unsubscribe(channel: string, id: string): void {
    this.byChannel.delete(channel, id);
    this.channelsOf.delete(id, channel);
  }
}
