import { isDeepStrictEqual } from 'node:util';
import { QueueFullError } from '@shoal/queue';
import type { Device, DeviceState } from '../../../model/device.js';
import { providerOf, tokenHash } from '../../../model/recipient.js';
import type {
  AudienceQuery,
  DeviceReport,
  DeviceStore,
  DeviceTransition,
  Reachable,
  Registered,
  RegisterRequest,
  Subscription,
  SubscriptionChoice,
} from '../../device-store.js';
import type { Page, PageQuery } from '../../page.js';
import type { SortedKeys } from '../sorted-keys.js';
import { toPage } from '../to-page.js';
import { AppDevices } from './app-devices.js';

export interface MemoryDeviceStoreOptions {
  /** Devices of all apps. A new one beyond them is refused with QueueFullError. Default: 100,000. */
  readonly maxDevices?: number;
}

const MAX_DEVICES = 100_000;

/** Devices of this process: they end with it. */
export class MemoryDeviceStore implements DeviceStore {
  readonly #maxDevices: number;
  readonly #apps = new Map<string, AppDevices>();
  /** When the last failure of a device was. */
  readonly #failedAt = new WeakMap<Device, number>();
  #size = 0;

  constructor({ maxDevices = MAX_DEVICES }: MemoryDeviceStoreOptions = {}) {
    this.#maxDevices = maxDevices;
  }

  async register(request: RegisterRequest): Promise<Registered> {
    const { appId, registration, identityDigest, isRotation } = request;
    const devices = this.#apps.get(appId) ?? new AppDevices();
    const known = devices.get(registration.id);
    if (known === undefined) {
      this.#ensureRoom();
      const device: Device = { ...registration, state: 'ACTIVE', failureCount: 0, identityDigest };
      devices.set(device);
      this.#apps.set(appId, devices);
      this.#size += 1;
      return { change: 'inserted', device };
    }
    const device: Device = {
      ...{ ...registration, ...healthOf(known, registration) },
      identityDigest: isRotation ? identityDigest : known.identityDigest,
    };
    this.#replace(devices, known, device);
    return { change: isDeepStrictEqual(device, known) ? 'unchanged' : 'updated', device };
  }

  async find(appId: string, deviceId: string): Promise<Device | undefined> {
    return this.#of(appId).get(deviceId);
  }

  async findAll(appId: string, deviceIds: readonly string[]): Promise<ReadonlyMap<string, Device>> {
    const devices = this.#of(appId);
    return new Map(
      deviceIds.flatMap((id) => {
        const device = devices.get(id);
        return device === undefined ? [] : [[id, device] as const];
      }),
    );
  }

  async list(
    appId: string,
    { clientId, ...query }: PageQuery & { readonly clientId?: string },
  ): Promise<Page<Device>> {
    const devices = this.#of(appId);
    const keys = clientId === undefined ? devices.ids : devices.byClient.of(clientId);
    return toPage(keys, query, (id) => devices.get(id));
  }

  async remove(appId: string, deviceId: string): Promise<boolean> {
    const wasThere = this.#of(appId).remove(deviceId);
    if (wasThere) this.#size -= 1;
    return wasThere;
  }

  async subscribe(appId: string, channel: string, deviceId: string): Promise<boolean> {
    const devices = this.#of(appId);
    if (devices.get(deviceId) === undefined) return false;
    devices.subscribe(channel, deviceId);
    return true;
  }

  async unsubscribe(appId: string, { channel, deviceId }: SubscriptionChoice): Promise<number> {
    const devices = this.#of(appId);
    const gone = devices.subscriptions({ channel, deviceId });
    for (const [name, id] of gone) devices.unsubscribe(name, id);
    return gone.length;
  }

  async subscriptions(appId: string, query: PageQuery & SubscriptionChoice): Promise<Page<Subscription>> {
    const devices = this.#of(appId);
    const { channel, deviceId } = query;
    if (channel === undefined) {
      const device = devices.get(deviceId ?? '');
      return toPage(devices.channelsOf.of(deviceId ?? ''), query, (name) => toSubscription(name, device));
    }
    if (deviceId === undefined) {
      return toPage(devices.byChannel.of(channel), query, (id) => toSubscription(channel, devices.get(id)));
    }
    const found = devices.subscriptions({ channel, deviceId });
    return { items: found.flatMap(([name, id]) => toSubscription(name, devices.get(id)) ?? []) };
  }

  async channels(appId: string, query: PageQuery): Promise<Page<string>> {
    return toPage(this.#of(appId).byChannel.names, query, (name) => name);
  }

  async audience(query: AudienceQuery): Promise<Page<Reachable>> {
    const devices = this.#of(query.appId);
    return toPage(this.#keysOf(query), query, (id) => toReachable(devices.get(id)));
  }

  async reachable(appId: string, deviceIds: readonly string[]): Promise<readonly Reachable[]> {
    const devices = this.#of(appId);
    return deviceIds.flatMap((id) => toReachable(devices.get(id)) ?? []);
  }

  async audienceSize(query: AudienceQuery): Promise<number> {
    return this.#keysOf(query).size;
  }

  async succeeded(appId: string, report: DeviceReport): Promise<DeviceTransition | undefined> {
    return this.#report(appId, report, ({ errorReason: _gone, ...device }) => ({
      ...device,
      ...{
        state: 'ACTIVE',
        failureCount: 0,
        lastActiveAtMs: Math.max(device.lastActiveAtMs ?? 0, report.at),
      },
    }));
  }

  async failed(
    appId: string,
    report: DeviceReport & { readonly reason: string; readonly threshold: number },
  ): Promise<DeviceTransition | undefined> {
    const { at, reason, threshold } = report;
    return this.#report(appId, report, (device) => {
      if (this.#failedAt.get(device) === at) return device;
      const failureCount = device.failureCount + 1;
      const state: DeviceState = failureCount >= threshold ? 'FAILED' : 'FAILING';
      const failed: Device = { ...device, state, failureCount, errorReason: reason };
      this.#failedAt.set(failed, at);
      return failed;
    });
  }

  async invalidate(
    appId: string,
    { deviceId, tokenHash: failed }: Pick<DeviceReport, 'deviceId' | 'tokenHash'>,
  ): Promise<boolean> {
    const device = this.#of(appId).get(deviceId);
    if (device === undefined || tokenHash(device.recipient) !== failed) return false;
    return this.remove(appId, deviceId);
  }

  async counts(appId: string): Promise<Readonly<Record<DeviceState, number>>> {
    const counts: Record<DeviceState, number> = { ACTIVE: 0, FAILING: 0, FAILED: 0 };
    for (const { state } of this.#of(appId).values()) counts[state] += 1;
    return counts;
  }

  #of(appId: string): AppDevices {
    return this.#apps.get(appId) ?? new AppDevices();
  }

  #keysOf(query: AudienceQuery): SortedKeys {
    const devices = this.#of(query.appId);
    return query.type === 'client'
      ? devices.byClient.of(query.clientId)
      : devices.byChannel.of(query.channel);
  }

  #ensureRoom(): void {
    if (this.#size < this.#maxDevices) return;
    throw new QueueFullError(
      `This process holds ${this.#size} devices, and no more: remove some, or keep them in Redis`,
    );
  }

  #report(
    appId: string,
    { deviceId, tokenHash: reported }: DeviceReport,
    change: (device: Device) => Device,
  ): DeviceTransition | undefined {
    const devices = this.#of(appId);
    const before = devices.get(deviceId);
    if (before === undefined || tokenHash(before.recipient) !== reported) return undefined;
    const after = change(before);
    devices.set(after);
    return after.state === before.state ? undefined : { from: before.state, to: after.state };
  }

  #replace(devices: AppDevices, before: Device, after: Device): void {
    const failedAt = this.#failedAt.get(before);
    if (failedAt !== undefined) this.#failedAt.set(after, failedAt);
    devices.set(after);
  }
}

/** What a registration leaves of a device's failures, and of when it was last heard of. */
function healthOf(
  known: Device,
  { recipient, lastActiveAtMs = known.lastActiveAtMs }: RegisterRequest['registration'],
): Pick<Device, 'state' | 'failureCount' | 'errorReason' | 'lastActiveAtMs'> {
  const seen = lastActiveAtMs === undefined ? {} : { lastActiveAtMs };
  if (known.state === 'FAILED' || tokenHash(known.recipient) !== tokenHash(recipient)) {
    return { ...seen, state: 'ACTIVE', failureCount: 0 };
  }
  const { state, failureCount, errorReason } = known;
  return { ...seen, state, failureCount, ...(errorReason !== undefined && { errorReason }) };
}

function toReachable(device: Device | undefined): Reachable | undefined {
  if (device === undefined || device.state === 'FAILED') return undefined;
  return { deviceId: device.id, provider: providerOf(device.recipient) };
}

function toSubscription(channel: string, device: Device | undefined): Subscription | undefined {
  if (device === undefined) return undefined;
  const { id, clientId, recipient } = device;
  return {
    ...{ channel, deviceId: id, ...(clientId !== undefined && { clientId }) },
    ...{ provider: providerOf(recipient), tokenHash: tokenHash(recipient) },
  };
}
