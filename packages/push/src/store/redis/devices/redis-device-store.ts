import type { RedisLink, RedisScript } from '@shoal/queue/redis';
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
import { appBase } from '../keys.js';
import { startOf, toPage } from '../list-page.js';
import { listOf, optional, textOf } from '../script-reply.js';
import { readChange, readReachable, readSubscription } from './device-replies.js';
import { pageAudience } from './scripts/page-audience.js';
import { pageDevices } from './scripts/page-devices.js';
import { pageSubscriptions } from './scripts/page-subscriptions.js';
import { readDevices } from './scripts/read-devices.js';
import { registerDevice } from './scripts/register-device.js';
import { removeDevice } from './scripts/remove-device.js';
import { reportDelivery } from './scripts/report-delivery.js';
import { subscribeDevice } from './scripts/subscribe-device.js';
import { unsubscribe } from './scripts/unsubscribe.js';
import { printRegistration, readDevice, readDeviceState } from './stored-device.js';

export interface RedisDeviceStoreOptions {
  readonly link: RedisLink;
  /** What all keys begin with. Each app adds a hash tag of its own. */
  readonly prefix: string;
}

type Arguments = readonly (string | number)[];

/** Devices in Redis, those of an app in one slot: what one call changes, one script does. */
export class RedisDeviceStore implements DeviceStore {
  readonly #link: RedisLink;
  readonly #prefix: string;

  constructor({ link, prefix }: RedisDeviceStoreOptions) {
    this.#link = link;
    this.#prefix = prefix;
  }

  async register({ appId, registration, identityDigest, isRotation }: RegisterRequest): Promise<Registered> {
    const { id, clientId = '', recipient, lastActiveAtMs = '' } = registration;
    const args = [
      ...[id, printRegistration(registration), clientId, providerOf(recipient), tokenHash(recipient)],
      ...[identityDigest, isRotation ? 1 : 0, lastActiveAtMs],
    ];
    const [change, ...fields] = listOf(await this.#run(registerDevice, appId, args));
    return readChange(change, fields);
  }

  async find(appId: string, deviceId: string): Promise<Device | undefined> {
    const found = await this.findAll(appId, [deviceId]);
    return found.get(deviceId);
  }

  async findAll(appId: string, deviceIds: readonly string[]): Promise<ReadonlyMap<string, Device>> {
    if (deviceIds.length === 0) return new Map();
    // One command: a worker asks for a hundred of them at once, and each of its own costs it more than what it says.
    const replies = listOf(await this.#run(readDevices, appId, deviceIds));
    const devices = replies.map(readDevice).filter((device) => device !== undefined);
    return new Map(devices.map((device) => [device.id, device]));
  }

  async list(appId: string, query: PageQuery & { readonly clientId?: string }): Promise<Page<Device>> {
    const args = [query.clientId ?? '', startOf(query), query.limit];
    return toPage(await this.#run(pageDevices, appId, args), readDevice);
  }

  async remove(appId: string, deviceId: string): Promise<boolean> {
    return (await this.#run(removeDevice, appId, [deviceId, ''])) === 1;
  }

  async subscribe(appId: string, channel: string, deviceId: string): Promise<boolean> {
    return (await this.#run(subscribeDevice, appId, [channel, deviceId])) === 1;
  }

  async unsubscribe(appId: string, { channel = '', deviceId = '' }: SubscriptionChoice): Promise<number> {
    return Number(await this.#run(unsubscribe, appId, [channel, deviceId]));
  }

  async subscriptions(appId: string, query: PageQuery & SubscriptionChoice): Promise<Page<Subscription>> {
    const { channel = '', deviceId = '' } = query;
    const args = [channel, deviceId, startOf(query), query.limit];
    return toPage(await this.#run(pageSubscriptions, appId, args), readSubscription);
  }

  async channels(appId: string, query: PageQuery): Promise<Page<string>> {
    const key = `${appBase(this.#prefix, appId)}channels`;
    const found = await this.#link.run((client) =>
      client.zrangebylex(key, startOf(query), '+', 'LIMIT', 0, query.limit + 1),
    );
    const items = found.slice(0, query.limit);
    const next = items.at(-1);
    return found.length > items.length && next !== undefined ? { items, next } : { items };
  }

  async audience(query: AudienceQuery): Promise<Page<Reachable>> {
    const args = [query.type, nameOf(query), startOf(query), query.limit];
    const [next, ids, reach] = listOf(await this.#run(pageAudience, query.appId, args));
    const items = readReachable(listOf(ids), listOf(reach));
    const place = optional(next, textOf);
    return place === undefined ? { items } : { items, next: place };
  }

  async reachable(appId: string, deviceIds: readonly string[]): Promise<readonly Reachable[]> {
    if (deviceIds.length === 0) return [];
    const key = `${appBase(this.#prefix, appId)}reach`;
    return readReachable(deviceIds, await this.#link.run((client) => client.hmget(key, ...deviceIds)));
  }

  audienceSize(query: AudienceQuery): Promise<number> {
    const key = `${appBase(this.#prefix, query.appId)}${query.type}:${nameOf(query)}`;
    return this.#link.run((client) => client.zcard(key));
  }

  succeeded(appId: string, report: DeviceReport): Promise<DeviceTransition | undefined> {
    return this.#report(appId, report, ['', '']);
  }

  failed(
    appId: string,
    report: DeviceReport & { readonly reason: string; readonly threshold: number },
  ): Promise<DeviceTransition | undefined> {
    return this.#report(appId, report, [report.threshold, report.reason]);
  }

  async invalidate(
    appId: string,
    { deviceId, tokenHash: hash }: Pick<DeviceReport, 'deviceId' | 'tokenHash'>,
  ): Promise<boolean> {
    return (await this.#run(removeDevice, appId, [deviceId, hash])) === 1;
  }

  async counts(appId: string): Promise<Readonly<Record<DeviceState, number>>> {
    const key = `${appBase(this.#prefix, appId)}counts`;
    const counts = await this.#link.run((client) => client.hmget(key, 'ACTIVE', 'FAILING', 'FAILED'));
    const [ACTIVE = 0, FAILING = 0, FAILED = 0] = counts.map(Number);
    return { ACTIVE, FAILING, FAILED };
  }

  async #report(
    appId: string,
    { deviceId, tokenHash: hash, at }: DeviceReport,
    failure: Arguments,
  ): Promise<DeviceTransition | undefined> {
    const args = [deviceId, hash, at, ...failure];
    const reply = optional(await this.#run(reportDelivery, appId, args), listOf);
    return reply && { from: readDeviceState(reply[0]), to: readDeviceState(reply[1]) };
  }

  #run(script: RedisScript, appId: string, args: Arguments): Promise<unknown> {
    return this.#link.script(script, [appBase(this.#prefix, appId)], args);
  }
}

function nameOf(query: AudienceQuery): string {
  return query.type === 'channel' ? query.channel : query.clientId;
}
