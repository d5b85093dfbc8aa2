import type { OpenedPush } from '../../../../push/open-push.js';
import { pushHeader } from '../../../request/identity-token.js';
import { noContent, type PushHandler } from '../push-request.js';

type Name =
  | 'registerDevice'
  | 'listDevices'
  | 'removeDevices'
  | 'findDevice'
  | 'removeDevice'
  | 'subscribe'
  | 'listSubscriptions'
  | 'unsubscribe'
  | 'listSubscribedChannels';

const YES = ['1', 'true', 'yes'];

/** Devices, and the channels that they want notifications of. What is a device's own is judged where they are kept. */
export function deviceHandlers({
  devices,
  subscriptions,
}: Pick<OpenedPush, 'devices' | 'subscriptions'>): Record<Name, PushHandler> {
  return {
    registerDevice: async (request) => {
      const rotation = pushHeader(request.headers, 'rotate-device-identity-token') ?? '';
      const isRotation = YES.includes(rotation.toLowerCase());
      return { status: 201, body: await devices.register(request, request.body(), { isRotation }) };
    },
    listDevices: async (request) => ({ body: await devices.list(request, request.query) }),
    removeDevices: async (request) => ({ body: await devices.removeByClient(request, request.query) }),
    findDevice: async (request) => ({
      body: await devices.find(request, request.parameters.deviceId ?? ''),
    }),
    removeDevice: async (request) => {
      await devices.remove(request, request.parameters.deviceId ?? '');
      return noContent;
    },
    subscribe: async (request) => ({
      status: 201,
      body: await subscriptions.subscribe(request, request.body()),
    }),
    listSubscriptions: async (request) => ({ body: await subscriptions.list(request, request.query) }),
    unsubscribe: async (request) => ({ body: await subscriptions.remove(request, request.query) }),
    listSubscribedChannels: async (request) => ({
      body: await subscriptions.channels(request, request.query),
    }),
  };
}
