import { parseBatch } from '@shoal/protocol';
import type { ApiRoute } from '../request/api-request.js';
import { parseJson } from '../request/parse-json.js';
import { answer, checkEvent, describe, type PublishParts } from './publish-event.js';

/** `POST /apps/{id}/batch_events`: up to ten events, refused or published together. */
export function publishBatch({ node, limit, habits }: PublishParts): ApiRoute {
  return async ({ app, body }) => {
    const events = parseBatch(parseJson(body), app.limits);
    for (const event of events) checkEvent(event);
    const points = events.reduce((sum, { channels }) => sum + channels.length, 0);
    const headers = limit.take(app.id, app.limits.backendEventsPerSecond, points);
    for (const event of events) node.publish(app, event, 'batch');
    if (events.every(({ info }) => info.size === 0)) return answer(habits.done, headers);
    const batch = events.map(async ({ channels: [channel], info }) =>
      channel === undefined || info.size === 0 ? {} : describe({ node, app }, channel, info),
    );
    return answer({ batch: await Promise.all(batch) }, headers);
  };
}
