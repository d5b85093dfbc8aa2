/** Every route of `/apps/{id}/push`, by the name of what answers it. */
const routes = {
  putCredential: ['POST', '/credentials/:credential'],
  listCredentials: ['GET', '/credentials'],
  removeCredential: ['DELETE', '/credentials/:credential'],

  putTemplate: ['POST', '/templates'],
  listTemplates: ['GET', '/templates'],
  findTemplate: ['GET', '/templates/:templateId'],
  removeTemplate: ['DELETE', '/templates/:templateId'],

  registerDevice: ['POST', '/deviceRegistrations', 'devices'],
  listDevices: ['GET', '/deviceRegistrations'],
  removeDevices: ['DELETE', '/deviceRegistrations'],
  findDevice: ['GET', '/deviceRegistrations/:deviceId', 'devices'],
  removeDevice: ['DELETE', '/deviceRegistrations/:deviceId', 'devices'],

  subscribe: ['POST', '/channelSubscriptions', 'devices'],
  listSubscriptions: ['GET', '/channelSubscriptions', 'devices'],
  unsubscribe: ['DELETE', '/channelSubscriptions', 'devices'],
  listSubscribedChannels: ['GET', '/channelSubscriptions/channels'],

  publish: ['POST', '/publish'],
  publishBatch: ['POST', '/batch/publish'],
  publishStatus: ['GET', '/publish/:publishId/status'],
  cancelPublish: ['POST', '/publish/:publishId/cancel'],
  listScheduled: ['GET', '/scheduled'],
  cancelScheduled: ['DELETE', '/scheduled/:publishId'],
  reportDelivery: ['POST', '/deliveryStatus'],

  listLetters: ['GET', '/deadLetters'],
  removeLetter: ['DELETE', '/deadLetters/:letterId'],
  replayLetter: ['POST', '/deadLetters/:letterId/replay'],
} as const satisfies Record<string, readonly [method: Method, path: string, also?: 'devices']>;

type Method = 'GET' | 'POST' | 'DELETE';

export type PushRouteName = keyof typeof routes;

export interface PushEndpoint {
  readonly name: PushRouteName;
  readonly method: Method;
  /** The path in express' words. */
  readonly template: string;
  /** Devices may ask too, for what is their own. The others are for the app alone. */
  readonly admitsDevices: boolean;
}

export const pushEndpoints: readonly PushEndpoint[] = Object.keys(routes)
  .filter(isName)
  .map((name) => {
    const [method, path, also] = routes[name];
    return { name, method, template: `/apps/:appId/push${path}`, admitsDevices: also === 'devices' };
  });

function isName(name: string): name is PushRouteName {
  return Object.hasOwn(routes, name);
}
