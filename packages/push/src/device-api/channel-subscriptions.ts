import { type ChannelName, PusherError, parseChannelName } from '@shoal/protocol';
import { systemClock } from '@shoal/queue';
import { z } from 'zod';
import { idSchema } from '../admission/parse-target.js';
import { badRequest, parseBody } from '../bad-request.js';
import { camelKeys } from '../camel-keys.js';
import { providerOf, tokenHash } from '../model/recipient.js';
import type { Subscription, SubscriptionChoice } from '../store/device-store.js';
import { type Caller, DeviceAccess, ensureAdmin, isAlone } from './device-access.js';
import type { DeviceApiParts, DeviceRequest } from './device-registrations.js';
import {
  type ListAnswer,
  parseListQuery,
  type QueryParameters,
  textParameter,
  toListAnswer,
} from './list-query.js';

/** What a body says of provider and token is not believed: the device is looked up. */
const bodySchema = z.object({ channel: z.string(), deviceId: idSchema });

export type SubscriptionView = Subscription & { readonly appId: string };

/** `…/push/channelSubscriptions`. A device sees and changes its own. Everything may throw QueueAwayError. */
export class ChannelSubscriptions {
  readonly #parts: Pick<DeviceApiParts, 'devices' | 'clock'>;
  readonly #access: DeviceAccess;

  constructor(parts: Pick<DeviceApiParts, 'devices' | 'clock'>) {
    this.#parts = parts;
    this.#access = new DeviceAccess(parts.devices);
  }

  /**
   * That the device's user may see the channel is for the app to judge, before it signs this: a device that asks by
   * itself can have public channels only.
   *
   * @throws PusherError `bad_request`, `bad_channel_name`, `unauthorized`, `forbidden`, `not_found`
   */
  async subscribe({ caller, appId }: DeviceRequest, body: unknown): Promise<SubscriptionView> {
    const { channel, deviceId } = parseBody(bodySchema, camelKeys(body), 'subscription');
    const parsed = parseChannelName(channel);
    const { name } = parsed;
    const device = await this.#access.ensureOwn(caller, appId, deviceId);
    ensureMaySee(caller, parsed);
    const isThere = device !== undefined && (await this.#parts.devices.subscribe(appId, name, deviceId));
    if (!isThere) throw new PusherError('not_found', 'There is no such device: register it first');
    const { clientId, recipient } = device;
    return {
      ...{ appId, channel: name, deviceId, ...(clientId !== undefined && { clientId }) },
      ...{ provider: providerOf(recipient), tokenHash: tokenHash(recipient) },
    };
  }

  /** Of a channel, of a device, or the one of both. @throws PusherError `bad_request`, `unauthorized` */
  async list(request: DeviceRequest, query: QueryParameters): Promise<ListAnswer<SubscriptionView>> {
    const { appId } = request;
    const name = { appId, kind: 'channelSubscription' } as const;
    const choice = await this.#choose(request, query);
    const page = await this.#parts.devices.subscriptions(appId, {
      ...parseListQuery(query, name),
      ...choice,
    });
    const items = page.items.map((subscription) => ({ appId, ...subscription }));
    return toListAnswer({ ...page, items }, name, this.#now);
  }

  /** Of a channel, of a device, or the one of both. @throws PusherError `bad_request`, `unauthorized` */
  async remove(request: DeviceRequest, query: QueryParameters): Promise<{ readonly deleted: number }> {
    const choice = await this.#choose(request, query);
    return { deleted: await this.#parts.devices.unsubscribe(request.appId, choice) };
  }

  /** Channels that some device is subscribed to. @throws PusherError `bad_request`, `forbidden` */
  async channels({ caller, appId }: DeviceRequest, query: QueryParameters): Promise<ListAnswer<string>> {
    ensureAdmin(caller);
    const name = { appId, kind: 'channel' } as const;
    return toListAnswer(
      await this.#parts.devices.channels(appId, parseListQuery(query, name)),
      name,
      this.#now,
    );
  }

  /** Whatever a device asks for is narrowed to itself, also when it names a channel. */
  async #choose({ caller, appId }: DeviceRequest, query: QueryParameters): Promise<SubscriptionChoice> {
    const channel = textParameter(query, 'channel');
    const deviceId = textParameter(query, 'deviceId');
    if (deviceId === undefined) {
      if (caller.kind === 'device')
        throw badRequest('deviceId says which device asks: a device has to give it');
      if (channel === undefined) throw badRequest('channel or deviceId says which subscriptions');
      return { channel };
    }
    await this.#access.ensureOwn(caller, appId, deviceId);
    return channel === undefined ? { deviceId } : { channel, deviceId };
  }

  get #now(): number {
    return (this.#parts.clock ?? systemClock).wall();
  }
}

/** @throws PusherError `forbidden` */
function ensureMaySee(caller: Caller, { kind }: ChannelName): void {
  if (kind === 'public' || !isAlone(caller)) return;
  throw new PusherError(
    'forbidden',
    'Who may see this channel is for the app to say: ask through its backend',
  );
}
