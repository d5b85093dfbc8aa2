import { createTestPush } from '../testing/test-push.js';

const channel = [{ type: 'channel', channel: 'news' }] as const;

test('whoever closes begins nothing in the last of its time, so that all it sends is recorded, and sent once', async () => {
  await using push = createTestPush({ settings: { sends: 10, sendsPerCredential: 10 } });
  await push.register(300, { channel: 'news' });
  push.fcm.latency = 2_000;
  const worker = push.work();
  await push.publish('pub', channel);
  await push.passage.until(() => expect(push.fcm.sent.length).toBeGreaterThan(20));
  let isClosed = false;
  const closing = worker.close(5_000).then(() => {
    isClosed = true;
  });
  await push.passage.until(() => expect(isClosed).toBe(true));
  await closing;
  const { counters } = await push.status('pub');
  expect(push.fcm.sent.length).toBeLessThan(300);
  expect(counters).toMatchObject({ succeeded: push.fcm.sent.length, retryScheduled: 0 });

  push.fcm.latency = 0;
  push.work();
  await push.passage.until(async () => expect((await push.status('pub')).state).toBe('succeeded'));
  expect(new Set(push.fcm.tokens).size).toBe(300);
  expect(push.fcm.tokens).toHaveLength(300);
});
