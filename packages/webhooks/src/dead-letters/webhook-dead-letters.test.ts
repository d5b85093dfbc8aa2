import { BadCursorError } from '@shoal/queue';
import { laneRequestId, replayId, sliceId } from '../deliver/delivery-id.js';
import { laneEvent } from '../deliver/webhook-job.js';
import type { Endpoint } from '../endpoint/endpoint.js';
import { createTestApp, createTestEndpoint, createTestEvent, createTestRecord } from '../testing/test-app.js';
import { createTestWebhooks } from '../testing/test-webhooks.js';

const endpoint = { appId: 'app', endpointId: 'e1' };
/** Of the letter that a batch becomes. */
const letterId = (batch: number) => sliceId(`b-${batch}`, endpoint, 0);
const laneLetter = laneRequestId(endpoint, [laneEvent(createTestEvent('r-0'))]);

/** An app whose endpoint has refused so many jobs. */
async function setup(letters: number, values: Partial<Endpoint> = {}) {
  const webhooks = createTestWebhooks([createTestApp([createTestEndpoint(values)])]);
  webhooks.sender.always(400);
  webhooks.work();
  for (let batch = 0; batch < letters; batch += 1) {
    const record = createTestRecord(`r-${batch}`);
    await webhooks.producer.passOn({ id: `b-${batch}`, appId: 'app', records: [record] });
    await webhooks.clock.advance(1);
  }
  webhooks.sender.requests.length = 0;
  const ids = async () => (await webhooks.deadLetters.list({ appId: 'app' })).letters.map(({ id }) => id);
  return { ...webhooks, ids };
}

test('letters are listed, found and removed', async () => {
  await using webhooks = await setup(3);
  const { deadLetters } = webhooks;
  expect(await webhooks.ids()).toEqual([letterId(2), letterId(1), letterId(0)]);
  const page = await deadLetters.list({ appId: 'app', endpointId: 'e1', limit: 2 });
  expect(page.letters).toHaveLength(2);
  const { cursor = '' } = page;
  expect((await deadLetters.list({ appId: 'app', cursor })).letters.map(({ id }) => id)).toEqual([
    letterId(0),
  ]);
  expect(await deadLetters.list({ appId: 'app', endpointId: 'other' })).toEqual({ letters: [] });
  expect(await deadLetters.find('app', letterId(1))).toMatchObject({ reason: 'answered 400' });
  expect(await deadLetters.remove('app', letterId(1))).toBe(true);
  expect(await deadLetters.remove('app', letterId(1))).toBe(false);
  expect(await webhooks.ids()).toEqual([letterId(2), letterId(0)]);
});

test('a replay is a new job of the same delivery, counted as queued, and the letter is gone', async () => {
  await using webhooks = await setup(1);
  webhooks.sender.always(200);
  expect(await webhooks.deadLetters.replay('app', letterId(0))).toBe('replayed');
  await webhooks.clock.advance(0);
  expect(webhooks.sender.requests.map(({ headers }) => headers['X-Shoal-Delivery-Id'])).toEqual([
    letterId(0),
  ]);
  expect(webhooks.observer.totals).toMatchObject({ queued: 2, failed: 1, sent: 1 });
  expect(await webhooks.ids()).toEqual([]);
});

test('a replay that fails is a letter again, and can be replayed again at once', async () => {
  await using webhooks = await setup(1);
  await webhooks.deadLetters.replay('app', letterId(0));
  await webhooks.clock.advance(0);
  expect(await webhooks.ids()).toEqual([replayId(letterId(0), 1)]);
  await webhooks.deadLetters.replay('app', replayId(letterId(0), 1));
  await webhooks.clock.advance(0);
  expect(await webhooks.ids()).toEqual([replayId(letterId(0), 2)]);
  expect(webhooks.sender.requests).toHaveLength(2);
});

test('a replay that was cut off is done again with no second job', async () => {
  await using webhooks = await setup(1);
  webhooks.sender.always(200);
  const { target } = webhooks.letters;
  const remove = target.remove.bind(target);
  target.remove = () => Promise.reject(new Error('cut off'));
  await expect(webhooks.deadLetters.replay('app', letterId(0))).rejects.toThrow('cut off');
  target.remove = remove;
  await webhooks.deadLetters.replay('app', letterId(0));
  await webhooks.clock.advance(0);
  expect(webhooks.sender.requests).toHaveLength(1);
  expect(await webhooks.ids()).toEqual([]);
});

test('what is not there, or has nobody to go to, is not replayed', async () => {
  await using webhooks = await setup(1);
  expect(await webhooks.deadLetters.replay('app', 'other')).toBe('not_found');
  webhooks.configured.clear();
  expect(await webhooks.deadLetters.replay('app', letterId(0))).toBe('endpoint_gone');
  expect(await webhooks.deadLetters.replayAll('app', 'e1')).toBe('endpoint_gone');
  expect(await webhooks.ids()).toEqual([letterId(0)]);
});

test('a letter of an ordered endpoint goes to its lane, again and again', async () => {
  await using webhooks = await setup(1, { isOrdered: true });
  expect(await webhooks.ids()).toEqual([laneLetter]);
  await webhooks.deadLetters.replay('app', laneLetter);
  await webhooks.clock.advance(0);
  expect(await webhooks.ids()).toEqual([replayId(laneLetter, 1)]);
  webhooks.sender.always(200);
  await webhooks.deadLetters.replay('app', replayId(laneLetter, 1));
  await webhooks.clock.advance(0);
  expect(await webhooks.ids()).toEqual([]);
  const deliveries = webhooks.sender.requests.map(({ headers }) => headers['X-Shoal-Delivery-Id']);
  expect(deliveries).toEqual([laneLetter, laneLetter]);
});

test('all letters of an endpoint are replayed, so many a call, and none that failed meanwhile', async () => {
  await using webhooks = await setup(1_150);
  const first = await webhooks.deadLetters.replayAll('app', 'e1');
  expect(first).toEqual({ replayed: 1_000, cursor: expect.any(String) });
  await webhooks.clock.advance(1);
  const cursor = first === 'endpoint_gone' ? undefined : first.cursor;
  expect(await webhooks.deadLetters.replayAll('app', 'e1', cursor)).toEqual({ replayed: 150 });
  await webhooks.clock.advance(1);
  expect(webhooks.sender.requests).toHaveLength(1_150);
  expect(await webhooks.letters.part.count()).toBe(1_150);
});

test('all letters are replayed in the order in which they failed', async () => {
  await using webhooks = await setup(3, { isOrdered: true });
  expect(await webhooks.deadLetters.replayAll('app', 'e1')).toEqual({ replayed: 3 });
  await webhooks.clock.advance(1);
  expect(webhooks.sender.eventIds.flat()).toEqual(['r-0', 'r-1', 'r-2']);
});

test.each(['', 'x', '1.'])('a replay goes on from no cursor like %j', async (cursor) => {
  await using webhooks = await setup(0);
  await expect(webhooks.deadLetters.replayAll('app', 'e1', cursor)).rejects.toThrow(BadCursorError);
});
