import type { ReceivedWebhook } from '@shoal/testing';

/** Keys of an event in the order of docs/webhooks.md; `id` and `time_ms` follow, and `version` of a transition. */
const keys: Readonly<Record<string, readonly string[]>> = {
  channel_occupied: ['name', 'channel'],
  channel_vacated: ['name', 'channel'],
  member_added: ['name', 'channel', 'user_id'],
  member_removed: ['name', 'channel', 'user_id'],
  client_event: ['name', 'channel', 'event', 'data', 'socket_id', 'user_id'],
  cache_miss: ['name', 'channel'],
  subscription_count: ['name', 'channel', 'subscription_count'],
};
const transitions = ['channel_occupied', 'channel_vacated', 'member_added', 'member_removed'];

const headersOfHttp = ['connection', 'content-length', 'host', 'user-agent'];
const headersOfShoal = ['content-type', 'x-pusher-key', 'x-pusher-signature', 'x-shoal-delivery-id'];

/**
 * That a request is what docs/webhooks.md says, to the byte.
 *
 * @param ownHeaders what the endpoint's configuration adds, in small letters
 */
export function expectDocumented(request: ReceivedWebhook, ownHeaders: readonly string[] = []): void {
  const { headers, body, events } = request;
  expect(request).toMatchObject({ isValid: true });
  const ofSingle = events.length === 1 ? ['x-shoal-event-id'] : [];
  const allowed = [...headersOfHttp, ...headersOfShoal, ...ofSingle, ...ownHeaders];
  expect(Object.keys(headers).sort()).toEqual(allowed.sort());
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-pusher-key': 'app-key' });
  if (events.length === 1) expect(headers).toMatchObject({ 'x-shoal-event-id': events[0]?.id });

  const time_ms = Math.min(...events.map((event) => Number(event.time_ms)));
  expect(body).toBe(JSON.stringify({ time_ms, events }));
  for (const event of events) {
    const name = String(event.name);
    const versions = transitions.includes(name) ? ['version'] : [];
    const documented = [...(keys[name] ?? []), 'id', 'time_ms', ...versions];
    const isThere = (key: string) => key in event || name !== 'client_event' || key !== 'user_id';
    expect(Object.keys(event)).toEqual(documented.filter(isThere));
  }
}
