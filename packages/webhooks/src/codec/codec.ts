import { isRecord } from '@shoal/protocol';
import type { Attempts, EventsJob, LaneJob, QueuedEvent, WebhookJob } from '../deliver/webhook-job.js';
import { isCount, isCountOrAbsent, isText, parseQueuedEvent, parseQueuedEvents } from './stored-event.js';

/** Raised when a release stores something that the one before it would misunderstand. */
const FORMAT = 1;

interface Address {
  readonly appId: string;
  readonly endpointId: string;
  readonly attempts?: Attempts;
}

/** A job as plain JSON, the format first. */
export function encodeJob(job: WebhookJob): object {
  return { format: FORMAT, ...job };
}

/** @returns undefined for what another release, or somebody else, has stored */
export function decodeJob(stored: unknown): WebhookJob | undefined {
  if (!isRecord(stored) || stored.format !== FORMAT) return undefined;
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

/** What a dead letter holds, as plain JSON. */
export function encodeDeadLetter(data: EventsJob): object {
  return encodeJob(data);
}

/** @returns undefined for what another release, or somebody else, has stored */
export function decodeDeadLetter(stored: unknown): EventsJob | undefined {
  const job = decodeJob(stored);
  return job?.kind === 'events' ? job : undefined;
}

/** What waits in a lane, as plain JSON. */
export function encodeLaneItem(item: QueuedEvent): object {
  return { format: FORMAT, ...item };
}

/** @returns undefined for what another release, or somebody else, has stored */
export function decodeLaneItem(stored: unknown): QueuedEvent | undefined {
  return isRecord(stored) && stored.format === FORMAT ? parseQueuedEvent(stored) : undefined;
}

function parseAddress({ appId, endpointId, attempts }: Record<string, unknown>): Address | undefined {
  if (!isText(appId) || !isText(endpointId)) return undefined;
  if (attempts === undefined) return { appId, endpointId };
  if (!isRecord(attempts)) return undefined;
  const { count, firstAt } = attempts;
  return isCount(count) && isCount(firstAt) ? { appId, endpointId, attempts: { count, firstAt } } : undefined;
}

function parseEventsJob(address: Address, stored: Record<string, unknown>): EventsJob | undefined {
  const events = parseQueuedEvents(stored.events);
  return events && { kind: 'events', ...address, events };
}

function parseLaneJob(address: Address, stored: Record<string, unknown>): LaneJob | undefined {
  const { lane, turn, size } = stored;
  if (!isText(lane) || !isCount(turn) || !isCountOrAbsent(size) || size === 0) return undefined;
  return { kind: 'lane', ...address, lane, turn, ...(size !== undefined && { size }) };
}
