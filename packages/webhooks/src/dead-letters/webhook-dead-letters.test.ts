import type { Endpoint } from '../endpoint/endpoint.js';
import { createTestApp, createTestEndpoint, createTestRecord } from '../testing/test-app.js';
import { createTestWebhooks } from '../testing/test-webhooks.js';

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
  expect(await webhooks.ids()).toEqual(['b-2-e1', 'b-1-e1', 'b-0-e1']);
  const page = await deadLetters.list({ appId: 'app', endpointId: 'e1', limit: 2 });
  expect(page.letters).toHaveLength(2);
  const { cursor = '' } = page;
  expect((await deadLetters.list({ appId: 'app', cursor })).letters.map(({ id }) => id)).toEqual(['b-0-e1']);
  expect(await deadLetters.list({ appId: 'app', endpointId: 'other' })).toEqual({ letters: [] });
  expect(await deadLetters.find('app', 'b-1-e1')).toMatchObject({ reason: 'answered 400' });
  expect(await deadLetters.remove('app', 'b-1-e1')).toBe(true);
  expect(await deadLetters.remove('app', 'b-1-e1')).toBe(false);
  expect(await webhooks.ids()).toEqual(['b-2-e1', 'b-0-e1']);
});

test('a replay is a new job of the same delivery, counted as queued, and the letter is gone', async () => {
  await using webhooks = await setup(1);
  webhooks.sender.always(200);
  expect(await webhooks.deadLetters.replay('app', 'b-0-e1')).toBe('replayed');
  await webhooks.clock.advance(0);
  expect(webhooks.sender.requests.map(({ headers }) => headers['X-Shoal-Delivery-Id'])).toEqual(['b-0-e1']);
  expect(webhooks.observer.totals).toMatchObject({ queued: 2, failed: 1, sent: 1 });
  expect(await webhooks.ids()).toEqual([]);
});

test('a replay that fails is a letter again, and can be replayed again at once', async () => {
  await using webhooks = await setup(1);
  await webhooks.deadLetters.replay('app', 'b-0-e1');
  await webhooks.clock.advance(0);
  expect(await webhooks.ids()).toEqual(['b-0-e1-r1']);
  await webhooks.deadLetters.replay('app', 'b-0-e1-r1');
  await webhooks.clock.advance(0);
  expect(await webhooks.ids()).toEqual(['b-0-e1-r2']);
  expect(webhooks.sender.requests).toHaveLength(2);
});

test('a replay that was cut off is done again with no second job', async () => {
  await using webhooks = await setup(1);
  webhooks.sender.always(200);
  const { target } = webhooks.letters;
  const remove = target.remove.bind(target);
  target.remove = () => Promise.reject(new Error('cut off'));
  await expect(webhooks.deadLetters.replay('app', 'b-0-e1')).rejects.toThrow('cut off');
  target.remove = remove;
  await webhooks.deadLetters.replay('app', 'b-0-e1');
  await webhooks.clock.advance(0);
  expect(webhooks.sender.requests).toHaveLength(1);
  expect(await webhooks.ids()).toEqual([]);
});

test('what is not there, or has nobody to go to, is not replayed', async () => {
  await using webhooks = await setup(1);
  expect(await webhooks.deadLetters.replay('app', 'other')).toBe('not_found');
  webhooks.configured.clear();
  expect(await webhooks.deadLetters.replay('app', 'b-0-e1')).toBe('endpoint_gone');
  expect(await webhooks.deadLetters.replayAll('app', 'e1')).toEqual({ replayed: 0 });
  expect(await webhooks.ids()).toEqual(['b-0-e1']);
});

test('a letter of an ordered endpoint goes to its lane, again and again', async () => {
  await using webhooks = await setup(1, { isOrdered: true });
  expect(await webhooks.ids()).toEqual(['r-0-1-e1']);
  await webhooks.deadLetters.replay('app', 'r-0-1-e1');
  await webhooks.clock.advance(0);
  expect(await webhooks.ids()).toEqual(['r-0-1-e1-r1']);
  webhooks.sender.always(200);
  await webhooks.deadLetters.replay('app', 'r-0-1-e1-r1');
  await webhooks.clock.advance(0);
  expect(await webhooks.ids()).toEqual([]);
  const deliveries = webhooks.sender.requests.map(({ headers }) => headers['X-Shoal-Delivery-Id']);
  expect(deliveries).toEqual(['r-0-1-e1', 'r-0-1-e1']);
});

test('all letters of an endpoint are replayed, so many a call, and none that failed meanwhile', async () => {
  await using webhooks = await setup(1_150);
  const first = await webhooks.deadLetters.replayAll('app', 'e1');
  expect(first).toEqual({ replayed: 1_000, cursor: expect.any(String) });
  await webhooks.clock.advance(1);
  expect(await webhooks.deadLetters.replayAll('app', 'e1', first.cursor)).toEqual({ replayed: 150 });
  await webhooks.clock.advance(1);
  expect(webhooks.sender.requests).toHaveLength(1_150);
  expect(await webhooks.letters.part.count()).toBe(1_150);
});
