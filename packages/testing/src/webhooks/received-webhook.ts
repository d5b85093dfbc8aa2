import type { IncomingHttpHeaders } from 'node:http';
import type Pusher from 'pusher';

/** One event of a webhook, with whatever fields it has. */
export type ReceivedEvent = Readonly<Record<string, unknown>>;

/** A request as the receiver got it. */
export interface ReceivedWebhook {
  /** As it was sent, path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Milliseconds since 1970, when the body was complete. */
  readonly arrivedAt: number;
  /** The verdict of the official server library: key, signature and JSON are right. */
  readonly isValid: boolean;
  /** Of a valid body; empty otherwise. */
  readonly events: readonly ReceivedEvent[];
}

/** Judges a request as a customer's backend does. */
export function judge(
  pusher: Pusher,
  { url, headers, body }: Pick<ReceivedWebhook, 'url' | 'headers' | 'body'>,
): ReceivedWebhook {
  const webhook = pusher.webhook({ headers, rawBody: body });
  const isValid = webhook.isValid();
  const data: unknown = isValid ? webhook.getData() : undefined;
  return { url, headers, body, arrivedAt: Date.now(), isValid, events: eventsOf(data) };
}

function eventsOf(data: unknown): ReceivedEvent[] {
  const events = isRecord(data) ? data.events : undefined;
  return Array.isArray(events) ? events.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
