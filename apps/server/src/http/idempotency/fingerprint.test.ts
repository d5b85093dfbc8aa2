import { fingerprintOf } from './fingerprint.js';

const event = { name: 'order', channel: 'news', data: { a: 1, b: 2 } };
const print = (fields: unknown, route: 'events' | 'batch_events' = 'events', appId = 'app-id') =>
  fingerprintOf({ appId, route, fields });

test('is a SHA-256 of fixed length', () => {
  expect(print(event)).toMatch(/^[\w-]{43}$/);
});

test('does not depend on the key, the order of fields, or the spacing of the JSON', () => {
  const { data, channel, name } = event;
  expect(print({ idempotency_key: 'a', ...event })).toBe(print(event));
  expect(print({ data, channel, name, idempotency_key: 'b' })).toBe(print(event));
  expect(print(JSON.parse(JSON.stringify(event, undefined, 4)))).toBe(print(event));
});

test.each<[what: string, fields: unknown]>([
  ['another name', { ...event, name: 'orders' }],
  ['another channel', { ...event, channel: 'sport' }],
  ['the channel as a list', { name: event.name, channels: ['news'], data: event.data }],
  ['data in another order', { ...event, data: { b: 2, a: 1 } }],
  ['data as a string', { ...event, data: '{"a":1,"b":2}' }],
  ['one more field', { ...event, socket_id: '1.2' }],
  ['a field that is not known', { ...event, tags: { a: 'b' } }],
  [
    'a field of a nasty name',
    JSON.parse('{"name":"order","channel":"news","data":{"a":1,"b":2},"__proto__":{}}'),
  ],
  ['a key deeper down', { ...event, data: { a: 1, b: 2, idempotency_key: 'a' } }],
])('differs for %s', (_what, fields) => {
  expect(print(fields)).not.toBe(print(event));
});

test('differs for another app and another route', () => {
  expect(new Set([print(event), print(event, 'batch_events'), print(event, 'events', 'other')]).size).toBe(3);
});

test('refuses what cannot be written again', () => {
  const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
  expect(() => print({ ...event, unknown: deep })).toThrow('The body is nested too deeply');
});
