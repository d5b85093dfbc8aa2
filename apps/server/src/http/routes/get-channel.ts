import type { RealtimeNode } from '@shoal/core';
import { checkInfo, parseChannelName, parseInfo } from '@shoal/protocol';
import type { Habits } from '../habits.js';
import type { ApiRoute } from '../request/api-request.js';

/** `GET /apps/{id}/channels/{name}`: one channel, occupied or not. */
export function getChannel({ node, habits }: { node: RealtimeNode; habits: Habits }): ApiRoute {
  return async ({ app, parameters, query }) => {
    const channel = parseChannelName(parameters.channel ?? '', app.limits.channelNameLength);
    const info = new Set([...parseInfo(query.get('info')), ...habits.alwaysDescribed(channel)]);
    checkInfo(info, channel);
    return { body: await node.queries.describe(app.id, channel, info) };
  };
}
