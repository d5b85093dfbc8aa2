import type { RealtimeNode } from '@shoal/core';
import type { ApiRoute } from '../request/api-request.js';

/** `GET /apps/{id}/connections`: what Laravel Pulse asks a Reverb server for. */
export function countConnections({ node }: { node: RealtimeNode }): ApiRoute {
  return async ({ app }) => ({ body: { connections: await node.countConnections(app.id) } });
}
