import { PusherError } from '@shoal/protocol';
import { createTestRecipients, webKeys } from '../testing/test-recipients.js';
import { parsePublish } from './parse-publish.js';

const NOW = 1_000_000;
const recipients = createTestRecipients();
const payload = { title: 'Order updated', body: 'Packed' };
const someone = [{ type: 'channel', channel: 'orders' }];

function parse(body: unknown) {
  return parsePublish(body, 'publish', { recipients, now: NOW });
}

test('the sample of the documentation', () => {
  expect(parse({ recipients: someone, payload, sync: false })).toEqual({
    targets: [{ type: 'channel', channel: 'orders' }],
    notification: payload,
    overrides: {},
    isSync: false,
  });
});

test('every field, in either spelling', () => {
  const camel = {
    ...{ publishId: 'order-1', idempotencyKey: 'key 1', recipients: someone, sync: true },
    payload: {
      templateId: 't',
      templateData: { a: 1, b: 1 },
      data: { b: 2 },
      icon: 'https://e.example/i',
      sound: 's',
      collapseKey: 'c',
    },
    providerOverrides: [{ provider: 'fcm', payload: { snake_case: 1 } }],
    ...{ notBeforeMs: NOW + 1, expiresAtMs: NOW + 2 },
  };
  const { templateId, templateData, collapseKey, ...texts } = camel.payload;
  const snake = {
    ...{ publish_id: 'order-1', idempotency_key: 'key 1', recipients: someone, sync: true },
    payload: { ...texts, template_id: templateId, template_data: templateData, collapse_key: collapseKey },
    provider_overrides: camel.providerOverrides,
    ...{ not_before_ms: NOW + 1, expires_at_ms: NOW + 2 },
  };
  const expected = {
    ...{ publishId: 'order-1', idempotencyKey: 'key 1', targets: someone, isSync: true },
    ...{ templateId: 't', templateData: { a: 1, b: 1 } },
    notification: { icon: 'https://e.example/i', sound: 's', collapseKey: 'c', data: { a: 1, b: 2 } },
    overrides: { fcm: '{"snake_case":1}' },
    ...{ notBeforeMs: NOW + 1, expiresAtMs: NOW + 2 },
  };
  expect(parse(camel)).toEqual(expected);
  expect(parse(snake)).toEqual(expected);
});

test('targets of all kinds, each once', () => {
  const recipient = { transportType: 'gcm', registrationToken: 'raw' };
  const given = [
    ...[
      { type: 'device', deviceId: 'd' },
      { type: 'device', device_id: 'd' },
    ],
    ...[
      { type: 'client', client_id: 'c' },
      { type: 'user', userId: 'c' },
      { type: 'user', user_id: 'u' },
    ],
    ...[
      { type: 'channel', channel: 'private-x' },
      { type: 'recipient', recipient },
      { type: 'recipient', recipient },
    ],
  ];
  expect(parse({ recipients: given, payload }).targets).toEqual([
    { type: 'device', deviceId: 'd' },
    { type: 'client', clientId: 'c' },
    { type: 'client', clientId: 'u' },
    { type: 'channel', channel: 'private-x' },
    { type: 'recipient', recipient },
  ]);
});

test('a time that has passed is now, null is nothing', () => {
  const intent = parse({
    recipients: someone,
    payload: { ...payload, icon: null },
    notBeforeMs: NOW,
    expiresAtMs: null,
    publishId: null,
  });
  expect(Object.keys(intent).sort()).toEqual(['isSync', 'notification', 'overrides', 'targets']);
  expect(intent.notification).toEqual(payload);
});

test.each([
  'providerTopic',
  'providerCondition',
  'registeredTopic',
  'userTopic',
  'indexedFilter',
  'realtime',
])('a %s target is refused by name', (type) => {
  expect(() => parse({ recipients: [...someone, { type, topic: 'x' }], payload })).toThrow(
    `publish: recipients.1: targets of type ${type} cannot be served`,
  );
});

test.each<[string, unknown, string]>([
  ['no object', [], 'publish'],
  ['nobody', { recipients: [], payload }, 'recipients'],
  ['too many', { recipients: Array(1_025).fill(someone[0]), payload }, 'recipients'],
  ['a target of no kind', { recipients: [{ channel: 'x' }], payload }, 'recipients.0: type'],
  ['a kind that is not known', { recipients: [{ type: 'everybody' }], payload }, 'not known'],
  ['a bad channel', { recipients: [{ type: 'channel', channel: 'a b' }], payload }, 'channel'],
  ['a device without id', { recipients: [{ type: 'device' }], payload }, 'deviceId'],
  [
    'a private push service',
    {
      recipients: [
        {
          type: 'recipient',
          recipient: { transportType: 'web', endpoint: 'https://127.0.0.1/', ...webKeys },
        },
      ],
      payload,
    },
    'recipients.0.recipient.endpoint',
  ],
  ['nothing to say', { recipients: someone, payload: {} }, 'says nothing'],
  ['no payload', { recipients: someone }, 'says nothing'],
  [
    'a title of 257 bytes',
    { recipients: someone, payload: { title: `${'a'.repeat(255)}ä` } },
    'payload.title: at most 256 bytes',
  ],
  [
    'too much data',
    { recipients: someone, payload: { data: { a: 'x'.repeat(8_192) } } },
    'payload.data: at most 8192 bytes',
  ],
  ['an icon elsewhere', { recipients: someone, payload: { icon: 'http://e.example/' } }, 'icon'],
  [
    'an override for nobody',
    { recipients: someone, payload, providerOverrides: [{ provider: 'mqtt', payload: {} }] },
    'providerOverrides.0.provider',
  ],
  ['an id that is none', { recipients: someone, payload, publishId: 'a:b' }, 'publishId'],
  ['a time in words', { recipients: someone, payload, notBeforeMs: 'tomorrow' }, 'notBeforeMs'],
  [
    'later than a year',
    { recipients: someone, payload, notBeforeMs: NOW + 367 * 86_400_000 },
    'a year ahead',
  ],
  [
    'an end before its beginning',
    { recipients: someone, payload, notBeforeMs: NOW + 5, expiresAtMs: NOW + 5 },
    'later than notBeforeMs',
  ],
])('refuses %s', (_name, body, message) => {
  expect(() => parse(body)).toThrow(PusherError);
  expect(() => parse(body)).toThrow(message);
});
