import { isRecord, type WebhookEvent } from '@shoal/protocol';
import type { QueuedEvent } from '../deliver/webhook-job.js';

/** Reads an event as it is stored. */
export function parseQueuedEvent(stored: unknown): QueuedEvent | undefined {
  if (!isRecord(stored)) return undefined;
  const { id, timeMs, version } = stored;
  const event = parseFact(stored.event);
  if (event === undefined || !isText(id) || !isCount(timeMs) || !isCountOrAbsent(version)) return undefined;
  return { id, event, timeMs, ...(version !== undefined && { version }) };
}

/** @returns undefined when there is none, or one that cannot be read */
export function parseEvents(stored: unknown): readonly QueuedEvent[] | undefined {
  if (!Array.isArray(stored) || stored.length === 0) return undefined;
  const events = stored.map(parseQueuedEvent);
  return events.every((event) => event !== undefined) ? events : undefined;
}

function parseFact(stored: unknown): WebhookEvent | undefined {
  if (!isRecord(stored)) return undefined;
  const { name, channel, user_id } = stored;
  if (!isText(channel)) return undefined;
  switch (name) {
    case 'channel_occupied':
    case 'channel_vacated':
    case 'cache_miss':
      return { name, channel };
    case 'member_added':
    case 'member_removed':
      return isText(user_id) ? { name, channel, user_id } : undefined;
    case 'subscription_count': {
      const { subscription_count } = stored;
      return isCount(subscription_count) ? { name, channel, subscription_count } : undefined;
    }
    case 'client_event':
      return parseClientEvent(channel, stored);
    default:
      return undefined;
  }
}

function parseClientEvent(channel: string, stored: Record<string, unknown>): WebhookEvent | undefined {
  const { event, data, socket_id, user_id } = stored;
  if (!isText(event) || !isText(data) || !isText(socket_id)) return undefined;
  if (user_id !== undefined && !isText(user_id)) return undefined;
  return {
    ...{ name: 'client_event', channel, event, data, socket_id },
    ...(user_id !== undefined && { user_id }),
  };
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** A whole number that is not negative. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

export function isCountOrAbsent(value: unknown): value is number | undefined {
  return value === undefined || isCount(value);
}
