import { FakeClock } from '@shoal/queue/testing';
import { eventsJob, laneEvent, laneJob } from '../deliver/webhook-job.js';
import { RecordingObserver } from '../testing/recording-observer.js';
import { createTestEvent } from '../testing/test-app.js';
import { memoryWebhookStores } from './memory-webhook-stores.js';

function setup() {
  const observer = new RecordingObserver();
  const stores = memoryWebhookStores({
    observer: { processed() {}, failed() {}, reachable() {} },
    maxDeadLetters: 10,
    dropped: (...drop) => observer.dropped(...drop),
    clock: new FakeClock(),
  });
  return { ...stores, drops: observer.drops, [Symbol.asyncDispose]: () => stores.queue.close() };
}

const job = (id: string, endpointId: string, data = '') => ({
  id,
  data: eventsJob({
    ...{ appId: 'app', endpointId },
    events: [
      createTestEvent(`${id}-1`),
      createTestEvent(`${id}-2`, {
        event: { name: 'client_event', channel: 'c', event: 'client-e', data, socket_id: '1.1' },
      }),
    ],
  }),
});

test('an endpoint that does not answer makes room for the others, and its events are counted', async () => {
  await using stores = setup();
  const { queue, drops } = stores;
  await queue.add([job('b-0', 'alive')]);
  for (let index = 0; index < 10_001; index += 1) await queue.add([job(`a-${index}`, 'dead')]);
  expect(drops).toEqual({ buffer_full: 4 });
  await queue.add([job('b-1', 'alive')]);
  expect(drops).toEqual({ buffer_full: 6 });
  expect((await queue.depth()).waiting).toBe(10_000);
});

test('what is left when the queue is closed is counted, the events of lanes too', async () => {
  await using stores = setup();
  const { queue, lanes, drops } = stores;
  await queue.add([job('a-1', 'e1'), { ...job('a-2', 'e2'), delay: 60_000 }]);
  const { turn } = await lanes.push(
    'lane',
    ['l-1', 'l-2', 'l-3'].map((id) => ({ item: laneEvent(createTestEvent(id)) })),
  );
  await queue.add([
    { id: 'lane-1', data: laneJob({ appId: 'app', endpointId: 'e3', lane: 'lane', turn }) },
    { id: 'lane-0', data: laneJob({ appId: 'app', endpointId: 'e3', lane: 'lane', turn: turn - 1 }) },
  ]);
  await queue.close();
  expect(drops).toEqual({ shutdown: 7 });
});
