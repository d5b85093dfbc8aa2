import type { WebhookEvent } from '@shoal/protocol';
import type { Endpoint } from './endpoint.js';

/** Whether an endpoint asks for an event: by its name, and by everything that its filter says of the channel. */
export function wants(endpoint: Pick<Endpoint, 'events' | 'filter'>, event: WebhookEvent): boolean {
  const { prefix = '', suffix = '', pattern } = endpoint.filter;
  const { name, channel } = event;
  if (!endpoint.events.has(name) || !channel.startsWith(prefix) || !channel.endsWith(suffix)) return false;
  // Not `test`: a pattern with the flag g or y would remember where it last matched.
  return pattern === undefined || channel.search(pattern) >= 0;
}
