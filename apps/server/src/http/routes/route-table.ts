import type { RealtimeNode } from '@shoal/core';
import type { Habits } from '../habits.js';
import type { PublishLimit } from '../limits/publish-limit.js';
import type { ApiRoute } from '../request/api-request.js';
import { closeUser } from './close-user.js';
import { countConnections } from './count-connections.js';
import { getChannel } from './get-channel.js';
import { listChannels } from './list-channels.js';
import { listUsers } from './list-users.js';
import { publishBatch } from './publish-batch.js';
import { publishEvent } from './publish-event.js';

export interface RouteParts {
  readonly node: RealtimeNode;
  readonly limit: PublishLimit;
  readonly habits: Habits;
  readonly maxListed: number | undefined;
}

export interface RouteEntry {
  readonly method: 'GET' | 'POST';
  /** In express' words; also the label `endpoint` of metrics. */
  readonly template: string;
  readonly route: ApiRoute;
}

/** Every signed route there is. */
export function routeTable(parts: RouteParts): RouteEntry[] {
  const { node } = parts;
  return [
    { method: 'POST', template: '/apps/:appId/events', route: publishEvent(parts) },
    { method: 'POST', template: '/apps/:appId/batch_events', route: publishBatch(parts) },
    { method: 'GET', template: '/apps/:appId/channels', route: listChannels(parts) },
    { method: 'GET', template: '/apps/:appId/channels/:channel', route: getChannel(parts) },
    { method: 'GET', template: '/apps/:appId/channels/:channel/users', route: listUsers(parts) },
    { method: 'GET', template: '/apps/:appId/connections', route: countConnections(parts) },
    {
      method: 'POST',
      template: '/apps/:appId/users/:userId/terminate_connections',
      route: closeUser(node, 'terminated'),
    },
    { method: 'POST', template: '/apps/:appId/users/:userId/force_reconnect', route: closeUser(node, 'reconnect') },
  ];
}
