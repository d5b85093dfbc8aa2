import type { WebhookEventName } from '@shoal/protocol';
import { WANTS } from '../scripts/pieces/departures.js';

export const WANTS_NOTHING = '0';

/** The events of transitions that endpoints want, as the scripts take them. */
export function encodeWants(wants: ReadonlySet<WebhookEventName>): string {
  let bits = 0;
  for (const [name, bit] of entries) if (wants.has(name)) bits += bit;
  return String(bits);
}

const entries: readonly (readonly [WebhookEventName, number])[] = [
  ['channel_occupied', WANTS.channel_occupied],
  ['channel_vacated', WANTS.channel_vacated],
  ['member_added', WANTS.member_added],
  ['member_removed', WANTS.member_removed],
];
