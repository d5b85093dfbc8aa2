import type { RealtimeNode } from '@shoal/core';
import type { ApiRoute } from '../request/api-request.js';

/** Says how many connections there were, without changing the official empty body. */
const reachedHeader = 'X-Connections-Reached';

/**
 * `POST /apps/{id}/users/{userId}/terminate_connections` and `…/force_reconnect`: every connection on which the
 * user is signed in, on all nodes, is closed for good or sent to reconnect.
 */
export function closeUser(node: RealtimeNode, error: 'terminated' | 'reconnect'): ApiRoute {
  return async ({ app, parameters }) => {
    const reached = await node.closeUser(app.id, parameters.userId ?? '', error);
    return { body: {}, headers: { [reachedHeader]: String(reached) } };
  };
}
