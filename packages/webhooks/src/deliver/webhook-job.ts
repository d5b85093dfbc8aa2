import type { WebhookEvent } from '@shoal/protocol';

/**
 * The format in which this release writes everything that it stores. Raised for what an older one would misunderstand; a
 * field that it may leave out of account is no reason.
 */
export const FORMAT = 1;
/** The formats that it reads. A new one is read for a whole release before one writes it. */
export const READABLE: ReadonlySet<unknown> = new Set([FORMAT]);

/** An event as it waits in a queue, a lane or a dead letter. */
export interface QueuedEvent {
  readonly id: string;
  readonly event: WebhookEvent;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly version?: number;
}

/** What a lane holds. */
export interface LaneEvent extends QueuedEvent {
  readonly format: typeof FORMAT;
  /** How often it was replayed from a dead letter. Absent: never. */
  readonly replay?: number;
  /** When, in milliseconds since 1970. */
  readonly replayedAt?: number;
}

export interface LaneReplay {
  /** How often the event was replayed, this time included. */
  readonly nth: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What was tried so far. Times in milliseconds since 1970. */
export interface Attempts {
  /** Requests made. 0 when the job has only waited for an endpoint that does not answer. */
  readonly count: number;
  /** When the first request was made, or would have been made. */
  readonly firstAt: number;
}

interface OfEndpoint {
  readonly format: typeof FORMAT;
  readonly appId: string;
  readonly endpointId: string;
  /** Absent: not tried yet. */
  readonly attempts?: Attempts;
}

/** One request to one endpoint. Also what a dead letter holds. */
export type EventsJob = OfEndpoint & { readonly kind: 'events'; readonly events: readonly QueuedEvent[] };

/** The turn of one lane of an endpoint: a request after the other until the lane is empty. */
export type LaneJob = OfEndpoint & {
  readonly kind: 'lane';
  readonly lane: string;
  readonly turn: number;
  /** Items of the request that is under way, so that a repetition is the same. Absent: none is. */
  readonly size?: number;
};

/** Stored as it is. No secret: the worker looks the app up when it delivers. */
export type WebhookJob = EventsJob | LaneJob;

export function eventsJob(values: Omit<EventsJob, 'format' | 'kind'>): EventsJob {
  return { format: FORMAT, kind: 'events', ...values };
}

export function laneJob(values: Omit<LaneJob, 'format' | 'kind'>): LaneJob {
  return { format: FORMAT, kind: 'lane', ...values };
}

/** @param replay absent: the event was never replayed */
export function laneEvent(event: QueuedEvent, replay?: LaneReplay): LaneEvent {
  return { format: FORMAT, ...event, ...(replay && { replay: replay.nth, replayedAt: replay.at }) };
}

/** The event alone, without what a lane says of it. */
export function queuedEvent({ id, event, timeMs, version }: QueuedEvent): QueuedEvent {
  return { id, event, timeMs, ...(version !== undefined && { version }) };
}
