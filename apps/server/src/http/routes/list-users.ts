import type { RealtimeNode } from '@shoal/core';
import { PusherError, parseChannelName } from '@shoal/protocol';
import type { ApiRoute } from '../request/api-request.js';

/** `GET /apps/{id}/channels/{name}/users`: who is present. Ids are strings here, whatever they are in frames. */
export function listUsers({ node }: { node: RealtimeNode }): ApiRoute {
  return async ({ app, parameters, query }) => {
    const channel = parseChannelName(parameters.channel ?? '', app.limits.channelNameLength);
    if (channel.kind !== 'presence') {
      throw new PusherError('bad_request', 'Users can be listed for presence channels only');
    }
    const members = await node.queries.members(app.id, channel);
    const withInfo = query.get('with_user_info') === '1';
    const users = members.map(({ key, userInfo }) =>
      withInfo ? { id: key, user_info: userInfo ?? null } : { id: key },
    );
    return { body: { users } };
  };
}
