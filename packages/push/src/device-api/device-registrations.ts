import { PusherError } from '@shoal/protocol';
import { type Clock, systemClock } from '@shoal/queue';
import { badRequest } from '../bad-request.js';
import type { Device, DeviceRegistration, RegistrationChange } from '../model/device.js';
import { tokenHash } from '../model/recipient.js';
import type { RecipientParser } from '../recipient-parser.js';
import type { DeviceStore } from '../store/device-store.js';
import { type Caller, DeviceAccess, ensureAdmin, isAlone } from './device-access.js';
import { type DeviceView, toDeviceView } from './device-view.js';
import { createIdentityToken } from './identity-token.js';
import {
  type ListAnswer,
  parseListQuery,
  type QueryParameters,
  textParameter,
  toListAnswer,
} from './list-query.js';
import { parseRegistration } from './parse-registration.js';

export interface DeviceApiParts {
  readonly devices: DeviceStore;
  readonly recipients: RecipientParser;
  readonly clock?: Clock;
}

/** One request: who asks, for which app. */
export interface DeviceRequest {
  readonly caller: Caller;
  readonly appId: string;
}

export interface RegistrationAnswer {
  readonly change: RegistrationChange;
  readonly tokenHash: string;
  readonly device: DeviceView;
  /** Told once: when the device is new, or its identity is rotated. To an admin only. */
  readonly deviceIdentityToken?: string;
}

const REMOVED_AT_ONCE = 1_000;

/** `…/push/deviceRegistrations`. Everything may throw QueueAwayError, and QueueFullError for a new device. */
export class DeviceRegistrations {
  readonly #parts: DeviceApiParts;
  readonly #access: DeviceAccess;

  constructor(parts: DeviceApiParts) {
    this.#parts = parts;
    this.#access = new DeviceAccess(parts.devices);
  }

  /**
   * Registers a device, or changes it. A device may change itself only, and not whose it is unless the app has signed that:
   * else it would get what is for others.
   *
   * @throws PusherError `bad_request`, `unauthorized`, `forbidden` when a device wants a rotation, or another client
   */
  async register(
    { caller, appId }: DeviceRequest,
    body: unknown,
    { isRotation }: { readonly isRotation: boolean },
  ): Promise<RegistrationAnswer> {
    const { devices, recipients } = this.#parts;
    const asked = parseRegistration(body, recipients);
    if (isRotation) ensureAdmin(caller);
    const known =
      caller.kind === 'device' ? await this.#access.ensureOwn(caller, appId, asked.id) : undefined;
    const registration = isAlone(caller) ? ofSameClient(asked, known) : asked;
    const identity = createIdentityToken();
    const request = { appId, registration, identityDigest: identity.digest, isRotation };
    const { change, device } = await devices.register(request);
    const isTold = caller.kind === 'admin' && device.identityDigest === identity.digest;
    return {
      ...{ change, tokenHash: tokenHash(device.recipient), device: toDeviceView(appId, device) },
      ...(isTold && { deviceIdentityToken: identity.token }),
    };
  }

  /** @throws PusherError `unauthorized`, `not_found` */
  async find({ caller, appId }: DeviceRequest, deviceId: string): Promise<DeviceView> {
    const device = await this.#access.ensureOwn(caller, appId, deviceId);
    if (device === undefined) throw new PusherError('not_found', 'There is no such device');
    return toDeviceView(appId, device);
  }

  /** All, or those of a client. @throws PusherError `forbidden`, `bad_request` */
  async list({ caller, appId }: DeviceRequest, query: QueryParameters): Promise<ListAnswer<DeviceView>> {
    ensureAdmin(caller);
    const name = { appId, kind: 'device' } as const;
    const clientId = textParameter(query, 'clientId');
    const page = await this.#parts.devices.list(appId, {
      ...parseListQuery(query, name),
      ...(clientId !== undefined && { clientId }),
    });
    const items = page.items.map((device) => toDeviceView(appId, device));
    return toListAnswer({ ...page, items }, name, (this.#parts.clock ?? systemClock).wall());
  }

  /** With its subscriptions. One that is not there is no error, for an admin. @throws PusherError `unauthorized` */
  async remove({ caller, appId }: DeviceRequest, deviceId: string): Promise<void> {
    await this.#access.ensureOwn(caller, appId, deviceId);
    await this.#parts.devices.remove(appId, deviceId);
  }

  /** Those that a client has when they are looked at. @throws PusherError `forbidden`, `bad_request` without a client */
  async removeByClient(
    { caller, appId }: DeviceRequest,
    query: QueryParameters,
  ): Promise<{ readonly deleted: number; readonly consistency: 'eventual' }> {
    ensureAdmin(caller);
    const clientId = textParameter(query, 'clientId');
    if (clientId === undefined)
      throw badRequest('clientId says whose devices: all of an app are not removed at once');
    const { devices } = this.#parts;
    let deleted = 0;
    for (let after: string | undefined; ; ) {
      const page = await devices.list(appId, {
        clientId,
        limit: REMOVED_AT_ONCE,
        ...(after !== undefined && { after }),
      });
      for (const { id } of page.items) if (await devices.remove(appId, id)) deleted += 1;
      if (page.next === undefined) return { deleted, consistency: 'eventual' };
      after = page.next;
    }
  }
}

/** Without a client it stays its client's. @throws PusherError `forbidden` */
function ofSameClient(asked: DeviceRegistration, known: Device | undefined): DeviceRegistration {
  const { clientId } = known ?? {};
  if (asked.clientId !== undefined && asked.clientId !== clientId) {
    throw new PusherError('forbidden', 'Whose device it is, is for the app to say: ask through its backend');
  }
  return clientId === undefined ? asked : { ...asked, clientId };
}
