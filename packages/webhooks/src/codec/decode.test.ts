import type { WebhookEvent } from '@shoal/protocol';
import { eventsJob, FORMAT, laneEvent, laneJob } from '../deliver/webhook-job.js';
import { createTestEvent } from '../testing/test-app.js';
import { decodeDeadLetter, decodeJob, decodeLaneEvent } from './decode.js';

const facts: WebhookEvent[] = [
  { name: 'channel_occupied', channel: 'a' },
  { name: 'channel_vacated', channel: 'a' },
  { name: 'cache_miss', channel: 'cache-a' },
  { name: 'member_added', channel: 'presence-a', user_id: '' },
  { name: 'member_removed', channel: 'presence-a', user_id: '7' },
  { name: 'subscription_count', channel: 'a', subscription_count: 0 },
  { name: 'client_event', channel: 'private-a', event: 'client-x', data: '', socket_id: '1.2' },
  {
    name: 'client_event',
    channel: 'presence-a',
    event: 'client-x',
    data: '{}',
    socket_id: '1.2',
    user_id: '7',
  },
];
const events = facts.map((event, index) => createTestEvent(`r-${index}`, { event, version: index }));
const jobOfEvents = eventsJob({ appId: 'app', endpointId: 'e1', events });
const lane = laneJob({ appId: 'app', endpointId: 'e1', lane: 'app-e1-3', turn: 4 });
const attempts = { count: 0, firstAt: 1_700_000_000_000 };

const stored = (value: object): unknown => JSON.parse(JSON.stringify(value));

test.each([
  ['events', jobOfEvents],
  ['tried events', { ...jobOfEvents, events: [createTestEvent('r-1')], attempts }],
  ['lane', lane],
  ['tried lane', { ...lane, attempts, size: 7 }],
])('a job comes back as it was: %s', (_name, job) => {
  expect(decodeJob(stored(job))).toEqual(job);
  expect(JSON.stringify(job)).toMatch(/^\{"format":1,/);
});

test('so do dead letters and what waits in a lane', () => {
  expect(decodeDeadLetter(stored(jobOfEvents))).toEqual(jobOfEvents);
  for (const event of events) {
    for (const item of [laneEvent(event), laneEvent(event, { nth: 2, at: 1_700_000_000_000 })]) {
      expect(decodeLaneEvent(stored(item))).toEqual(item);
      expect(JSON.stringify(item)).toMatch(/^\{"format":1,/);
    }
  }
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a list', []],
  ['no format', { ...jobOfEvents, format: undefined }],
  ['another format', { ...jobOfEvents, format: 2 }],
  ['another kind', { ...jobOfEvents, kind: 'other' }],
  ['no app', { ...jobOfEvents, appId: 1 }],
  ['no endpoint', { ...jobOfEvents, endpointId: undefined }],
  ['no events', { ...jobOfEvents, events: [] }],
  ['events that are none', { ...jobOfEvents, events: 'x' }],
  ['a bad event among good ones', { ...jobOfEvents, events: [...events, { id: 'x' }] }],
  ['attempts that are none', { ...jobOfEvents, attempts: 3 }],
  ['a negative count', { ...jobOfEvents, attempts: { count: -1, firstAt: 0 } }],
  ['a time with a fraction', { ...jobOfEvents, attempts: { count: 1, firstAt: 0.5 } }],
  ['no lane', { ...lane, lane: null }],
  ['no turn', { ...lane, turn: '4' }],
  ['a size of nothing', { ...lane, size: 0 }],
])('is no job: %s', (_name, value) => {
  expect(decodeJob(value)).toBeUndefined();
});

test.each<[string, object]>([
  ['no id', { id: 7 }],
  ['no time', { timeMs: 'now' }],
  ['a version that is none', { version: null }],
  ['a replay that is none', { replay: 'x', replayedAt: 1 }],
  ['a replay at no time', { replay: 1 }],
  ['no event', { event: undefined }],
  ['an unknown event', { event: { name: 'other', channel: 'a' } }],
  ['no channel', { event: { name: 'cache_miss' } }],
  ['a member without id', { event: { name: 'member_added', channel: 'a', user_id: 7 } }],
  ['a count that is none', { event: { name: 'subscription_count', channel: 'a', subscription_count: '2' } }],
  ['a client event without data', { event: { ...facts[6], data: undefined } }],
  ['a client event of a strange user', { event: { ...facts[6], user_id: 7 } }],
])('is no event of a lane: %s', (_name, values) => {
  expect(decodeLaneEvent({ ...laneEvent(createTestEvent('r-1')), ...values })).toBeUndefined();
});

test('a lane is no dead letter', () => {
  expect(decodeDeadLetter(lane)).toBeUndefined();
});

test('what is stored beside that is not read', () => {
  const event = createTestEvent('r-1');
  const more = { ...event, event: { ...event.event, secret: 'x' }, more: 1 };
  expect(decodeLaneEvent({ format: FORMAT, ...more })).toEqual(laneEvent(event));
});
