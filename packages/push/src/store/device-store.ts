import type { Device, DeviceRegistration, DeviceState, RegistrationChange } from '../model/device.js';
import type { Provider } from '../model/provider.js';
import type { Page, PageQuery } from './page.js';

export interface Registered {
  readonly change: RegistrationChange;
  readonly device: Device;
}

export interface RegisterRequest {
  readonly appId: string;
  readonly registration: DeviceRegistration;
  /** Digest of the identity token that a new device gets, or that an existing one is given in place of its own. */
  readonly identityDigest: string;
  readonly isRotation: boolean;
}

/** Which devices a `device`, `client` or `channel` target reaches. */
export type AudienceQuery = PageQuery & { readonly appId: string } & (
    | { readonly type: 'client'; readonly clientId: string }
    | { readonly type: 'channel'; readonly channel: string }
  );

export interface Reachable {
  readonly deviceId: string;
  readonly provider: Provider;
}

/**
 * Port: devices and the channels that they want notifications of. Every method may throw QueueAwayError, for a
 * store that is away: nothing has happened then, or all of it, and asking again is right.
 */
export interface DeviceStore {
  /** A new token, or a FAILED device that registers at all, makes it ACTIVE again and clears its failures. */
  register(request: RegisterRequest): Promise<Registered>;
  find(appId: string, deviceId: string): Promise<Device | undefined>;
  /** The ones that exist, by id. */
  findAll(appId: string, deviceIds: readonly string[]): Promise<ReadonlyMap<string, Device>>;
  list(appId: string, query: PageQuery & { readonly clientId?: string }): Promise<Page<Device>>;
  /** With its subscriptions. @returns whether it was there */
  remove(appId: string, deviceId: string): Promise<boolean>;

  /** @returns false without such a device */
  subscribe(appId: string, channel: string, deviceId: string): Promise<boolean>;
  /** Of one device or, without one, of the whole channel; without a channel all of the device's. @returns how many */
  unsubscribe(appId: string, which: SubscriptionChoice): Promise<number>;
  /** Channels of a device, or devices of a channel, by name. */
  subscriptions(appId: string, query: PageQuery & SubscriptionChoice): Promise<Page<Subscription>>;
  /** Channels that some device is subscribed to. */
  channels(appId: string, query: PageQuery): Promise<Page<string>>;

  /** Of the devices that a target names, which can be reached: known and not FAILED. Of page size, however large the audience. */
  audience(query: AudienceQuery): Promise<Page<Reachable>>;
  reachable(appId: string, deviceIds: readonly string[]): Promise<readonly Reachable[]>;
  /** How many the page walk would see at most, without walking. */
  audienceSize(query: AudienceQuery): Promise<number>;

  /** A provider has accepted something: it is ACTIVE. Nothing when the device has another token by now. */
  succeeded(appId: string, report: DeviceReport): Promise<DeviceTransition | undefined>;
  /** A failure that was the device's: at `threshold` in a row it is FAILED. The same `at` again counts nothing. */
  failed(
    appId: string,
    report: DeviceReport & { readonly reason: string; readonly threshold: number },
  ): Promise<DeviceTransition | undefined>;
  /** The token is dead: removes the device if it still has that token. @returns whether it did */
  invalidate(appId: string, report: Pick<DeviceReport, 'deviceId' | 'tokenHash'>): Promise<boolean>;

  counts(appId: string): Promise<Readonly<Record<DeviceState, number>>>;
}

export interface Subscription {
  readonly channel: string;
  readonly deviceId: string;
  readonly clientId?: string;
  readonly provider: Provider;
  readonly tokenHash: string;
}

export type SubscriptionChoice =
  | { readonly channel: string; readonly deviceId?: string }
  | { readonly channel?: string; readonly deviceId: string };

export interface DeviceReport {
  readonly deviceId: string;
  /** Of the token that was sent to. */
  readonly tokenHash: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface DeviceTransition {
  readonly from: DeviceState;
  readonly to: DeviceState;
}
