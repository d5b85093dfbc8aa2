import type { IncomingHttpHeaders } from 'node:http';
import type { App, RealtimeNode } from '@shoal/core';
import { type ChannelInfo, isRecord, type PublishRequest, parseBatch } from '@shoal/protocol';
import { fingerprintOf } from '../idempotency/fingerprint.js';
import type { IdempotentPublisher } from '../idempotency/idempotent-publisher.js';
import type { Keyed } from '../idempotency/keyed-publish.js';
import type { ApiRoute } from '../request/api-request.js';
import { parseJson } from '../request/parse-json.js';
import { answer, checkEvent, describe, type PublishParts } from './publish-event.js';

/** `POST /apps/{id}/batch_events`: up to ten events, refused or published together. */
export function publishBatch({ node, publisher, limit, habits, idempotent }: PublishParts): ApiRoute {
  return async ({ app, headers: requestHeaders, body }) => {
    const fields = parseJson(body);
    const events = parseBatch(fields, app.limits);
    for (const event of events) checkEvent(event);
    if (idempotent !== undefined && hasKey(fields, requestHeaders)) {
      const { whole, items } = readKeys(idempotent, { appId: app.id, fields, headers: requestHeaders });
      return idempotent.publish({
        app,
        source: 'batch',
        whole,
        items: events.map((event, index) => ({ event, keyed: items[index] })),
        describe: (event) => describeItem({ node, app }, event),
        undescribed: {},
        compose: (parts) =>
          askNothing(events) ? JSON.stringify(habits.done) : `{"batch":[${parts.join(',')}]}`,
      });
    }
    const points = events.reduce((sum, { channels }) => sum + channels.length, 0);
    const headers = limit.take(app.id, app.limits.backendEventsPerSecond, points);
    for (const event of events) publisher.publish(app, event, 'batch');
    if (askNothing(events)) return answer(habits.done, headers);
    const batch = events.map((event) => describeItem({ node, app }, event));
    return answer({ batch: await Promise.all(batch) }, headers);
  };
}

function askNothing(events: readonly PublishRequest[]): boolean {
  return events.every(({ info }) => info.size === 0);
}

async function describeItem(
  where: { node: RealtimeNode; app: App },
  { channels: [channel], info }: PublishRequest,
): Promise<ChannelInfo> {
  return channel === undefined || info.size === 0 ? {} : describe(where, channel, info);
}

function hasKey(fields: unknown, headers: IncomingHttpHeaders): boolean {
  return headers['x-idempotency-key'] !== undefined || namesKey(fields) || itemsOf(fields).some(namesKey);
}

function namesKey(fields: unknown): boolean {
  return isRecord(fields) && fields.idempotency_key !== undefined;
}

/** Keys of the batch as a whole, and of each of its items. @throws PusherError `bad_request` */
function readKeys(
  idempotent: IdempotentPublisher,
  { appId, fields, headers }: { appId: string; fields: unknown; headers: IncomingHttpHeaders },
): { whole: Keyed | undefined; items: (Keyed | undefined)[] } {
  const keyed = (part: unknown, key: string | undefined): Keyed | undefined =>
    key === undefined
      ? undefined
      : { key, fingerprint: fingerprintOf({ appId, route: 'batch_events', fields: part }) };
  return {
    whole: keyed(fields, idempotent.keyOf(fields, headers)),
    items: itemsOf(fields).map((item) => keyed(item, idempotent.keyOf(item))),
  };
}

function itemsOf(fields: unknown): readonly unknown[] {
  return isRecord(fields) && Array.isArray(fields.batch) ? fields.batch : [];
}
