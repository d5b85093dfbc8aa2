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

/** Method and path, in express' words; the path is also the label `endpoint` of metrics. */
export const endpoints = [
  { method: 'POST', template: '/apps/:appId/events' },
  { method: 'POST', template: '/apps/:appId/batch_events' },
  { method: 'GET', template: '/apps/:appId/channels' },
  { method: 'GET', template: '/apps/:appId/channels/:channel' },
  { method: 'GET', template: '/apps/:appId/channels/:channel/users' },
  { method: 'GET', template: '/apps/:appId/connections' },
  { method: 'POST', template: '/apps/:appId/users/:userId/terminate_connections' },
  { method: 'POST', template: '/apps/:appId/users/:userId/force_reconnect' },
] as const;

export interface RouteEntry {
  readonly method: 'GET' | 'POST';
  readonly template: string;
  readonly route: ApiRoute;
}

/** Every signed route there is. */
export function routeTable(parts: RouteParts): RouteEntry[] {
  const { node } = parts;
  return [
    entry('POST', '/apps/:appId/events', publishEvent(parts)),
    entry('POST', '/apps/:appId/batch_events', publishBatch(parts)),
    entry('GET', '/apps/:appId/channels', listChannels(parts)),
    entry('GET', '/apps/:appId/channels/:channel', getChannel(parts)),
    entry('GET', '/apps/:appId/channels/:channel/users', listUsers(parts)),
    entry('GET', '/apps/:appId/connections', countConnections(parts)),
    entry('POST', '/apps/:appId/users/:userId/terminate_connections', closeUser(node, 'terminated')),
    entry('POST', '/apps/:appId/users/:userId/force_reconnect', closeUser(node, 'reconnect')),
  ];
}

type Endpoint = (typeof endpoints)[number];

function entry<E extends Endpoint>(
  method: E['method'],
  template: E['template'],
  route: ApiRoute,
): RouteEntry {
  return { method, template, route };
}
