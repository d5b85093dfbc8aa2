import type { WebhookEvent } from '@shoal/protocol';
import { createPusherServer } from '@shoal/testing';
import { createTestApp, createTestEndpoint, createTestEvent } from '../../testing/test-app.js';
import type { QueuedEvent } from '../webhook-job.js';
import { signedRequest } from './signed-request.js';

function request(events: readonly QueuedEvent[], headers: Record<string, string> = {}) {
  const endpoint = createTestEndpoint({ headers });
  return signedRequest({ id: 'b-1-e1', app: createTestApp([endpoint]), endpoint, events });
}

const of = (event: WebhookEvent) => createTestEvent('r-1', { event, version: 7 });

test.each<[WebhookEvent, string]>([
  [{ channel: 'news', name: 'channel_occupied' }, '{"name":"channel_occupied","channel":"news"'],
  [{ channel: 'news', name: 'channel_vacated' }, '{"name":"channel_vacated","channel":"news"'],
  [{ channel: 'cache-1', name: 'cache_miss' }, '{"name":"cache_miss","channel":"cache-1"'],
  [
    { user_id: '7', channel: 'presence-a', name: 'member_added' },
    '{"name":"member_added","channel":"presence-a","user_id":"7"',
  ],
  [
    { user_id: '7', channel: 'presence-a', name: 'member_removed' },
    '{"name":"member_removed","channel":"presence-a","user_id":"7"',
  ],
  [
    { subscription_count: 2, name: 'subscription_count', channel: 'news' },
    '{"name":"subscription_count","channel":"news","subscription_count":2',
  ],
  [
    { socket_id: '1.2', data: '{"a":1}', event: 'client-x', channel: 'private-a', name: 'client_event' },
    '{"name":"client_event","channel":"private-a","event":"client-x","data":"{\\"a\\":1}","socket_id":"1.2"',
  ],
  [
    {
      user_id: '7',
      socket_id: '1.2',
      data: '',
      event: 'client-x',
      channel: 'presence-a',
      name: 'client_event',
    },
    '{"name":"client_event","channel":"presence-a","event":"client-x","data":"","socket_id":"1.2","user_id":"7"',
  ],
])('%j has the keys of Pusher in their order, then ours', (event, start) => {
  expect(request([of(event)]).body).toBe(
    `{"time_ms":1700000000000,"events":[${start},"id":"r-1","time_ms":1700000000000,"version":7}]}`,
  );
});

test('a batch has the time of its oldest event, and an event of no transition has no version', () => {
  const events = [createTestEvent('a', { timeMs: 30 }), createTestEvent('b', { timeMs: 20 })];
  expect(request(events).body).toBe(
    '{"time_ms":20,"events":[{"name":"channel_occupied","channel":"news","id":"a","time_ms":30},' +
      '{"name":"channel_occupied","channel":"news","id":"b","time_ms":20}]}',
  );
});

test('the official server library accepts it', () => {
  const pusher = createPusherServer({
    ...{ host: 'localhost', port: 1 },
    app: { id: 'app', key: 'app-key', secret: 'app-secret' },
  });
  const event = of({ name: 'member_added', channel: 'presence-ü', user_id: '"7\u2028"' });
  const { body, headers } = request([event]);
  const received = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const webhook = pusher.webhook({ headers: received, rawBody: body });
  expect(webhook.isValid()).toBe(true);
  expect(webhook.getTime()).toEqual(new Date(1_700_000_000_000));
  expect(webhook.getEvents()).toEqual([
    { ...event.event, id: 'r-1', time_ms: 1_700_000_000_000, version: 7 },
  ]);
  expect(pusher.webhook({ headers: received, rawBody: `${body} ` }).isValid()).toBe(false);
});

test('the headers are those of Pusher and name the delivery, and the event when there is one', () => {
  const { headers } = request([createTestEvent('r-1')], { 'X-Team': 'blue' });
  expect(headers).toEqual({
    'X-Team': 'blue',
    'Content-Type': 'application/json',
    'X-Pusher-Key': 'app-key',
    'X-Pusher-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    'X-Shoal-Delivery-Id': 'b-1-e1',
    'X-Shoal-Event-Id': 'r-1',
  });
  expect(request([createTestEvent('a'), createTestEvent('b')]).headers).not.toHaveProperty(
    'X-Shoal-Event-Id',
  );
});

test('headers of the endpoint replace none of the protocol, of this server or of the connection', () => {
  const wished = {
    ...{ 'content-type': 'text/plain', 'X-PUSHER-KEY': 'x', 'x-pusher-signature': 'x' },
    ...{ 'x-shoal-delivery-id': 'x', 'x-shoal-event-id': 'x', HOST: 'x', 'content-length': '1' },
    ...{ Connection: 'close', 'Transfer-Encoding': 'chunked', upgrade: 'x', Expect: '100-continue' },
  };
  const events = [createTestEvent('a'), createTestEvent('b')];
  expect(request(events, wished)).toEqual(request(events));
});

test('the same events make the same request', () => {
  expect(request([createTestEvent('r-1')])).toEqual(request([createTestEvent('r-1')]));
});
