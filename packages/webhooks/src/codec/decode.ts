import { isRecord } from '@shoal/protocol';
import {
  type Attempts,
  type EventsJob,
  eventsJob,
  type LaneEvent,
  type LaneJob,
  laneEvent,
  laneJob,
  READABLE,
  type WebhookJob,
} from '../deliver/webhook-job.js';
import { isCount, isCountOrAbsent, isText, parseEvents, parseQueuedEvent } from './parse-event.js';

type Stored = Readonly<Record<string, unknown>>;

interface Address {
  readonly appId: string;
  readonly endpointId: string;
  readonly attempts?: Attempts;
}

/** Reads a job. @returns undefined for what another release, or somebody else, has stored */
export function decodeJob(stored: unknown): WebhookJob | undefined {
  if (!isReadable(stored)) return undefined;
  const address = parseAddress(stored);
  if (address === undefined) return undefined;
  switch (stored.kind) {
    case 'events':
      return parseEventsJob(address, stored);
    case 'lane':
      return parseLaneJob(address, stored);
    default:
      return undefined;
  }
}

/** Reads what a dead letter holds. @returns undefined for what another release, or somebody else, has stored */
export function decodeDeadLetter(stored: unknown): EventsJob | undefined {
  const job = decodeJob(stored);
  return job?.kind === 'events' ? job : undefined;
}

/** Reads what waits in a lane. @returns undefined for what another release, or somebody else, has stored */
export function decodeLaneEvent(stored: unknown): LaneEvent | undefined {
  if (!isReadable(stored)) return undefined;
  const event = parseQueuedEvent(stored);
  const { replay: nth, replayedAt: at } = stored;
  if (event === undefined || !isCountOrAbsent(nth) || !isCountOrAbsent(at)) return undefined;
  if ((nth === undefined) !== (at === undefined)) return undefined;
  return laneEvent(event, nth === undefined || at === undefined ? undefined : { nth, at });
}

function isReadable(stored: unknown): stored is Stored {
  return isRecord(stored) && READABLE.has(stored.format);
}

function parseAddress({ appId, endpointId, attempts }: Stored): Address | undefined {
  if (!isText(appId) || !isText(endpointId)) return undefined;
  if (attempts === undefined) return { appId, endpointId };
  if (!isRecord(attempts)) return undefined;
  const { count, firstAt } = attempts;
  return isCount(count) && isCount(firstAt) ? { appId, endpointId, attempts: { count, firstAt } } : undefined;
}

function parseEventsJob(address: Address, stored: Stored): EventsJob | undefined {
  const events = parseEvents(stored.events);
  return events && eventsJob({ ...address, events });
}

function parseLaneJob(address: Address, { lane, turn, size }: Stored): LaneJob | undefined {
  if (!isText(lane) || !isCount(turn) || !isCountOrAbsent(size) || size === 0) return undefined;
  return laneJob({ ...address, lane, turn, ...(size !== undefined && { size }) });
}
