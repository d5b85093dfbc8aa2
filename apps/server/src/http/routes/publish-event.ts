import { type App, andThen, type RealtimeNode } from '@shoal/core';
import {
  type ChannelInfo,
  type ChannelName,
  checkInfo,
  type InfoAttribute,
  type PublishRequest,
  PusherError,
  parsePublish,
} from '@shoal/protocol';
import type { Habits } from '../habits.js';
import { fingerprintOf } from '../idempotency/fingerprint.js';
import type { IdempotentPublisher } from '../idempotency/idempotent-publisher.js';
import type { Keyed, KeyedPublish } from '../idempotency/keyed-publish.js';
import type { AppLimit } from '../limits/app-limit.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../request/api-request.js';
import { parseJson } from '../request/parse-json.js';

/** What the two publish routes share. */
export interface PublishParts {
  readonly node: RealtimeNode;
  /** What events are published by: the node, and whatever goes with an event. */
  readonly publisher: Pick<RealtimeNode, 'publish'>;
  /** An event counts once for each channel. */
  readonly limit: Pick<AppLimit, 'take'>;
  readonly habits: Habits;
  /** For publishes with an idempotency key; absent when keys are ignored. */
  readonly idempotent: IdempotentPublisher | undefined;
}

/** `POST /apps/{id}/events`: one event to one or many channels. */
export function publishEvent({ node, publisher, limit, habits, idempotent }: PublishParts): ApiRoute {
  return (request) => {
    const { app } = request;
    const fields = publishBody(request);
    const event = parsePublish(fields, app.limits);
    checkEvent(event);
    const key = idempotent?.keyOf(fields, request.headers);
    if (idempotent !== undefined && key !== undefined) {
      const fingerprint = fingerprintOf({ appId: app.id, route: 'events', fields });
      return idempotent.publish(keyedEvent({ node, app, habits }, event, { key, fingerprint }));
    }
    const headers = limit.take(app.id, app.limits.backendEventsPerSecond, event.channels.length);
    publisher.publish(app, event, 'http');
    if (event.info.size === 0) return answer(habits.done, headers);
    return describeAll(node, app, event).then((channels) => answer({ channels }, headers));
  };
}

function keyedEvent(
  { node, app, habits }: { node: RealtimeNode; app: App; habits: Habits },
  event: PublishRequest,
  whole: Keyed,
): KeyedPublish {
  return {
    app,
    source: 'http',
    whole,
    items: [{ event, keyed: undefined }],
    describe: async () =>
      event.info.size === 0 ? habits.done : { channels: await describeAll(node, app, event) },
    undescribed: habits.done,
    compose: ([answered = '{}']) => answered,
  };
}

export function answer(body: object, headers: Record<string, string> | undefined): ApiAnswer {
  return headers === undefined ? { body } : { body, headers };
}

/**
 * Without a body the parameters may stand in the query, as the API allows for every POST; lists with commas. Those
 * that sign the request are left out: they say nothing of the event and differ each time it is sent.
 */
function publishBody({ body, query }: ApiRequest): unknown {
  if (body.length > 0) return parseJson(body);
  const channels = query.get('channels')?.split(',');
  const parameters = [...query].filter(([name]) => !name.startsWith('auth_'));
  return { ...Object.fromEntries(parameters), ...(channels === undefined ? {} : { channels }) };
}

/** What can be refused is refused before anything is published. */
export function checkEvent({ channels, info }: PublishRequest): void {
  if (info.has('cache')) throw new PusherError('bad_request', 'cache is not available here');
  if (channels.length === 1 && channels[0] !== undefined) checkInfo(info, channels[0]);
}

export async function describe(
  { node, app }: { node: RealtimeNode; app: App },
  channel: ChannelName,
  info: ReadonlySet<InfoAttribute>,
): Promise<ChannelInfo> {
  const asked = new Set(info);
  if (channel.kind !== 'presence') asked.delete('user_count');
  return andThen(node.queries.describe(app.id, channel, asked), ({ occupied: _, ...counts }) => counts);
}

async function describeAll(node: RealtimeNode, app: App, { channels, info }: PublishRequest) {
  const entries = channels.map(
    async (channel) => [channel.name, await describe({ node, app }, channel, info)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
