import type { WebhookDeadLetters } from '@shoal/webhooks';
import type { ApiRoute } from '../request/api-request.js';
import { closeUser } from './close-user.js';
import { countConnections } from './count-connections.js';
import {
  deleteLetter,
  getLetter,
  listLetters,
  replayLetter,
  replayLetters,
} from './dead-letters/dead-letter-routes.js';
import { getChannel } from './get-channel.js';
import { type ListParts, listChannels } from './list-channels.js';
import { listUsers } from './list-users.js';
import { publishBatch } from './publish-batch.js';
import { type PublishParts, publishEvent } from './publish-event.js';
import { pushEndpoints } from './push/push-endpoints.js';
import type { PushRoutes } from './push/push-routes.js';

export interface RouteParts extends PublishParts, ListParts {
  readonly deadLetters: WebhookDeadLetters;
  readonly pushRoutes: PushRoutes;
}

export interface RouteEntry {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path in express' words; also the label `endpoint` of metrics. */
  readonly template: string;
  readonly route: ApiRoute;
  /** A device may ask with its identity token alone. Default: no. */
  readonly admitsDevices?: boolean;
}

interface Endpoint extends Omit<RouteEntry, 'route'> {
  readonly create: (parts: RouteParts) => ApiRoute;
}

const letters = '/apps/:appId/webhooks/dead_letters';

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
  { method: 'GET', template: letters, create: ({ deadLetters }) => listLetters(deadLetters) },
  { method: 'POST', template: `${letters}/replay`, create: ({ deadLetters }) => replayLetters(deadLetters) },
  { method: 'GET', template: `${letters}/:letterId`, create: ({ deadLetters }) => getLetter(deadLetters) },
  {
    method: 'DELETE',
    template: `${letters}/:letterId`,
    create: ({ deadLetters }) => deleteLetter(deadLetters),
  },
  {
    method: 'POST',
    template: `${letters}/:letterId/replay`,
    create: ({ deadLetters }) => replayLetter(deadLetters),
  },
  ...pushEndpoints.map((endpoint) => ({
    ...endpoint,
    create: ({ pushRoutes }: RouteParts) => pushRoutes.route(endpoint),
  })),
];

export function routeTable(parts: RouteParts): RouteEntry[] {
  return endpoints.map(({ create, ...entry }) => ({ ...entry, route: create(parts) }));
}
