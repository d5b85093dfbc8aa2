import type { WebhookEvent } from '@shoal/protocol';
import type { Endpoint } from './endpoint.js';

/** Of the events of one request, as JSON. */
const MOST_BYTES = 256 * 1024;
/** Lambda takes 256 KiB of an invocation, in which the body stands twice, and the headers. */
const MOST_LAMBDA_BYTES = 127 * 1024;

/** How many of the first events one request to the endpoint takes, by their number and bytes. One, if any, always fits. */
export function fitting(
  { maxEvents, target }: Pick<Endpoint, 'maxEvents' | 'target'>,
  events: readonly { readonly event: WebhookEvent }[],
): number {
  let left = target.kind === 'lambda' ? MOST_LAMBDA_BYTES : MOST_BYTES;
  for (const [index, event] of events.slice(0, maxEvents).entries()) {
    left -= Buffer.byteLength(JSON.stringify(event));
    if (left < 0) return Math.max(index, 1);
  }
  return Math.min(events.length, maxEvents);
}

/** The events in requests to the endpoint, in their order. */
export function requestsOf<Event extends { readonly event: WebhookEvent }>(
  endpoint: Pick<Endpoint, 'maxEvents' | 'target'>,
  events: readonly Event[],
): readonly (readonly Event[])[] {
  const requests: (readonly Event[])[] = [];
  for (let from = 0; from < events.length; from += requests.at(-1)?.length ?? 1) {
    const rest = events.slice(from);
    requests.push(rest.slice(0, fitting(endpoint, rest)));
  }
  return requests;
}
