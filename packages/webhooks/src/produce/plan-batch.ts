import type { LaneItem, NewJob } from '@shoal/queue';
import { sliceId, turnId } from '../deliver/delivery-id.js';
import {
  eventsJob,
  type LaneEvent,
  laneEvent,
  laneJob,
  type QueuedEvent,
  queuedEvent,
  type WebhookJob,
} from '../deliver/webhook-job.js';
import type { Endpoint, WebhookApp } from '../endpoint/endpoint.js';
import { requestsOf } from '../endpoint/request-limit.js';
import { wants } from '../endpoint/wants.js';
import { laneName } from './lane-name.js';
import type { WebhookBatch, WebhookRecord } from './webhook-batch.js';

/** Items for one lane of an endpoint. */
export interface LanePush {
  readonly endpointId: string;
  readonly lane: string;
  readonly items: readonly LaneItem<LaneEvent>[];
}

export interface BatchPlan {
  readonly jobs: readonly NewJob<WebhookJob>[];
  readonly pushes: readonly LanePush[];
  /** One for each event and endpoint. */
  readonly events: number;
}

/** What has to be put where, for all endpoints of the batch's app. The same for the same batch and the same app. */
export function planBatch(app: WebhookApp, batch: WebhookBatch): BatchPlan {
  const selections = app.endpoints.map((endpoint) => ({
    endpoint,
    records: batch.records.filter(({ event }) => wants(endpoint, event)),
  }));
  return {
    jobs: selections.flatMap(({ endpoint, records }) =>
      endpoint.isOrdered ? [] : jobsOf(batch, endpoint, records.map(queuedEvent)),
    ),
    pushes: selections.flatMap(({ endpoint, records }) =>
      endpoint.isOrdered
        ? pushesOf(
            app.id,
            endpoint.id,
            records.map((record) => marked(record, batch)),
          )
        : [],
    ),
    events: selections.reduce((sum, { records }) => sum + records.length, 0),
  };
}

/** Items by the lanes of an endpoint that their channels belong to, in their order. */
export function pushesOf(
  appId: string,
  endpointId: string,
  items: readonly LaneItem<LaneEvent>[],
): LanePush[] {
  const byLane = new Map<string, LaneItem<LaneEvent>[]>();
  for (const entry of items) {
    const lane = laneName({ appId, endpointId, channel: entry.item.event.channel });
    byLane.set(lane, [...(byLane.get(lane) ?? []), entry]);
  }
  return [...byLane].map(([lane, ofLane]) => ({ endpointId, lane, items: ofLane }));
}

/** The job of a lane's turn. Whoever pushes adds it; the id makes it one. */
export function turnOf(appId: string, { endpointId, lane }: LanePush, turn: number): NewJob<WebhookJob> {
  return { id: turnId(lane, turn), data: laneJob({ appId, endpointId, lane, turn }) };
}

function jobsOf(
  { id, appId }: WebhookBatch,
  endpoint: Endpoint,
  events: readonly QueuedEvent[],
): NewJob<WebhookJob>[] {
  const of = { appId, endpointId: endpoint.id };
  return requestsOf(endpoint, events).map((slice, index) => ({
    id: sliceId(id, of, index),
    data: eventsJob({ ...of, events: slice }),
  }));
}

function marked(record: WebhookRecord, { mark, source }: WebhookBatch): LaneItem<LaneEvent> {
  const item = laneEvent(queuedEvent(record));
  if (mark !== undefined) return { item, mark };
  if (source === undefined || record.version === undefined) return { item };
  return { item, mark: { source: `${source.bucket}.${source.epoch}`, version: record.version } };
}
