import {
  type DeviceRegistration,
  type OpenedPushStores,
  type PublishStatus,
  PushAdmission,
  type PushStores,
  RecipientParser,
} from '@shoal/push';
import { openRedisStores } from '@shoal/push/redis';
import { openConnection } from '@shoal/redis-adapter';
import type { RedisConfiguration } from '@shoal/runtime';
import { eventually } from '@shoal/testing';

const appId = 'app-id';
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const AT_ONCE = 200;

/** What servers do with devices and publishes, on the Redis of an installation. Use it with `await using`. */
export class Admission implements AsyncDisposable {
  readonly stores: PushStores;
  readonly #opened: OpenedPushStores;
  readonly #admission: PushAdmission;

  constructor(redis: RedisConfiguration) {
    this.#opened = openRedisStores({
      connection: openConnection(redis, { use: 'queue', log: silent }),
      prefix: `${redis.keyPrefix}push:`,
      observer: { processed() {}, failed() {}, reachable() {} },
    });
    this.stores = this.#opened.stores;
    this.#admission = new PushAdmission({
      stores: this.stores,
      recipients: new RecipientParser({ guard: { ensureAllowedLiteral() {} }, allowPrivateTargets: true }),
      backPressure: { retryAfter: async () => undefined },
      acceptancePerSecond: () => undefined,
      observer: { admitted() {} },
    });
  }

  /** Devices that all want the notifications of a channel. */
  async register(devices: readonly DeviceRegistration[], channel: string): Promise<void> {
    const waiting = devices.values();
    const lane = async () => {
      for (const registration of waiting) {
        await this.stores.devices.register({ appId, registration, identityDigest: '', isRotation: false });
        await this.stores.devices.subscribe(appId, channel, registration.id);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  /** To the devices of a channel. @returns its id */
  async publish(channel: string, title = 'Hi'): Promise<string> {
    const { answer } = await this.#admission.publish(appId, {
      recipients: [{ type: 'channel', channel }],
      payload: { title, body: 'there' },
    });
    return answer.publish_id;
  }

  async status(publishId: string): Promise<PublishStatus> {
    const status = await this.stores.ledger.status(appId, publishId);
    if (status === undefined) throw new Error(`There is no publish ${publishId}`);
    return status;
  }

  /** Its status once nothing of it is open. */
  whenEnded(publishId: string, withinMs = 20_000): Promise<PublishStatus> {
    const probe = async () => {
      const status = await this.status(publishId);
      return status.endedAtMs !== undefined && status;
    };
    return eventually(probe, { withinMs, everyMs: 50, what: `the end of ${publishId}` });
  }

  async hasDevice(deviceId: string): Promise<boolean> {
    return (await this.stores.devices.find(appId, deviceId)) !== undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#opened.close();
  }
}
