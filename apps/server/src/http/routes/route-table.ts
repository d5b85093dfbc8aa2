import type { ApiRoute } from '../request/api-request.js';
import { closeUser } from './close-user.js';
import { countConnections } from './count-connections.js';
import { getChannel } from './get-channel.js';
import { type ListParts, listChannels } from './list-channels.js';
import { listUsers } from './list-users.js';
import { publishBatch } from './publish-batch.js';
import { type PublishParts, publishEvent } from './publish-event.js';

export interface RouteParts extends PublishParts, ListParts {}

export interface RouteEntry {
  readonly method: 'GET' | 'POST';
  /** The path in express' words; also the label `endpoint` of metrics. */
  readonly template: string;
  readonly route: ApiRoute;
}

interface Endpoint extends Omit<RouteEntry, 'route'> {
  readonly create: (parts: RouteParts) => ApiRoute;
}

/** Every signed route there is. */
export const endpoints: readonly Endpoint[] = [
  { method: 'POST', template: '/apps/:appId/events', create: publishEvent },
  { method: 'POST', template: '/apps/:appId/batch_events', create: publishBatch },
  { method: 'GET', template: '/apps/:appId/channels', create: listChannels },
  { method: 'GET', template: '/apps/:appId/channels/:channel', create: getChannel },
  { method: 'GET', template: '/apps/:appId/channels/:channel/users', create: listUsers },
  { method: 'GET', template: '/apps/:appId/connections', create: countConnections },
  {
    method: 'POST',
    template: '/apps/:appId/users/:userId/terminate_connections',
    create: ({ node }) => closeUser(node, 'terminated'),
  },
  {
    method: 'POST',
    template: '/apps/:appId/users/:userId/force_reconnect',
    create: ({ node }) => closeUser(node, 'reconnect'),
  },
];

export function routeTable(parts: RouteParts): RouteEntry[] {
  return endpoints.map(({ method, template, create }) => ({ method, template, route: create(parts) }));
}
