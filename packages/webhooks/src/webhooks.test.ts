import { eventsJob, queuedEvent, type WebhookJob } from './deliver/webhook-job.js';
import type { Endpoint } from './endpoint/endpoint.js';
import { createTestApp, createTestEndpoint, createTestRecord } from './testing/test-app.js';
import { createTestWebhooks } from './testing/test-webhooks.js';

test('what is stored holds neither the secret of the app nor anything else that is configured', async () => {
  const canary = 'canary-4711';
  const hook: Partial<Endpoint> = {
    target: { kind: 'http', url: `https://user:${canary}@hook.example/${canary}` },
    headers: { Authorization: canary },
  };
  const ordered = createTestEndpoint({ ...hook, id: 'ordered', isOrdered: true });
  const app = { ...createTestApp([createTestEndpoint(hook), ordered]), key: canary, secret: canary };
  await using webhooks = createTestWebhooks([app]);
  const stored: object[] = [];
  const { queue, lanes, letters } = webhooks;
  const add = queue.target.add.bind(queue.target);
  queue.target.add = (jobs) => {
    stored.push(...jobs);
    return add(jobs);
  };
  const push = lanes.target.push.bind(lanes.target);
  lanes.target.push = (lane, items) => {
    stored.push({ lane }, ...items);
    return push(lane, items);
  };
  const bury = letters.target.add.bind(letters.target);
  letters.target.add = (letter) => {
    stored.push(letter);
    return bury(letter);
  };
  webhooks.sender.next(500, 500);
  webhooks.sender.always(400);
  queue.part.process(
    async (job, isStillOurs) => {
      const result = await webhooks.delivery.handle(job, isStillOurs);
      if (result.kind === 'again' && result.data !== undefined) stored.push(result.data);
      return result;
    },
    { concurrency: 10 },
  );
  webhooks.producer.record([createTestRecord('r-1'), createTestRecord('r-2')]);
  await webhooks.clock.advance(60_000);
  for (const { id } of (await webhooks.deadLetters.list({ appId: 'app' })).letters) {
    await webhooks.deadLetters.replay('app', id);
  }
  await webhooks.clock.advance(60_000);
  expect(webhooks.sender.requests.some(({ headers }) => headers.Authorization === canary)).toBe(true);
  // Two jobs, a lane with two items, two retries, and four letters at least.
  expect(stored.length).toBeGreaterThan(10);
  expect(JSON.stringify(stored)).not.toContain(canary);
});

test('every event is sent, a dead letter or dropped in the end, and counted once', async () => {
  const endpoints = [
    createTestEndpoint({ id: 'well' }),
    createTestEndpoint({ id: 'ordered', isOrdered: true, maxEvents: 7 }),
    createTestEndpoint({ id: 'refusing', maxEvents: 10 }),
    createTestEndpoint({ id: 'sick', maxEvents: 30 }),
    createTestEndpoint({ id: 'gone' }),
  ];
  await using webhooks = createTestWebhooks([createTestApp(endpoints)]);
  const { clock, sender, observer } = webhooks;
  sender.latency = 20;
  let answers = 0;
  sender.always((target) => {
    const url = target.kind === 'http' ? target.url : '';
    answers += 1;
    if (url.includes('refusing')) return 404;
    if (url.includes('sick')) return 'hang';
    return answers % 3 === 0 ? 503 : 200;
  });
  for (let record = 0; record < 500; record += 1) {
    const channel = `channel-${record % 40}`;
    webhooks.producer.record([
      createTestRecord(`r-${record}`, { event: { name: 'channel_occupied', channel } }),
    ]);
    if (record % 9 === 0) await clock.advance(5);
  }
  await webhooks.producer.close(1_000);
  webhooks.configured.set('app', createTestApp(endpoints.slice(0, 4)));
  webhooks.work(10);
  await clock.advance(600_000);
  expect(observer.totals.queued).toBe(2_500);
  expect(observer.drops).toEqual({ endpoint_gone: 500 });
  expect(observer.totals).toMatchObject({ sent: 1_000, failed: 1_000 });
  expect(await webhooks.queue.part.depth()).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
});

test('an endpoint that hangs holds up nobody: its jobs step aside, and end', async () => {
  const endpoints = [createTestEndpoint({ id: 'hanging', maxEvents: 1 }), createTestEndpoint({ id: 'well' })];
  await using webhooks = createTestWebhooks([createTestApp(endpoints)]);
  const { clock, sender, queue, observer } = webhooks;
  sender.always(({ kind, ...target }) => ('url' in target && target.url.includes('hanging') ? 'hang' : 200));
  let runs = 0;
  queue.part.process(
    (job, isStillOurs) => {
      runs += 1;
      return webhooks.delivery.handle(job, isStillOurs);
    },
    { concurrency: 25 },
  );
  const jobOf = (endpointId: string, id: string): { id: string; data: WebhookJob } => {
    const events = [queuedEvent(createTestRecord(id))];
    return { id: `${id}-${endpointId}`, data: eventsJob({ appId: 'app', endpointId, events }) };
  };
  const hanging = 400;
  await queue.part.add(Array.from({ length: hanging }, (_, index) => jobOf('hanging', `h-${index}`)));
  await queue.part.add([jobOf('well', 'w-0')]);
  // Once jobs wait a moment for an endpoint that nobody knows yet.
  await clock.advance(301);
  expect(observer.totals.sent).toBe(1);
  await clock.advance(100_000);
  await queue.part.add([jobOf('well', 'w-1')]);
  await clock.advance(1);
  expect(observer.totals.sent).toBe(2);
  // Until the deadline, and then one last attempt each, twenty at once, of ten seconds.
  await clock.advance(300_000 + (hanging / 20) * 10_000 * 1.5);
  expect(observer.totals).toMatchObject({ failed: hanging, sent: 2 });
  expect(sender.mostActive).toBeLessThanOrEqual(21);
  expect(runs / hanging).toBeLessThan(60);
});

test('jobs of an endpoint with a full queue and quick answers run about once each', async () => {
  await using webhooks = createTestWebhooks([createTestApp([createTestEndpoint({ maxEvents: 1 })])]);
  const { clock, sender, queue, observer, delivery } = webhooks;
  let runs = 0;
  queue.part.process(
    (job, isStillOurs) => {
      runs += 1;
      return delivery.handle(job, isStillOurs);
    },
    { concurrency: 200 },
  );
  const add = (ids: readonly string[]): Promise<void> =>
    queue.part.add(
      ids.map((id) => {
        const events = [queuedEvent(createTestRecord(id))];
        return { id, data: eventsJob({ appId: 'app', endpointId: 'e1', events }) };
      }),
    );
  sender.latency = 5;
  await add(Array.from({ length: 1_000 }, (_, index) => `job-${index}`));
  await clock.advance(60_000);
  expect(observer.totals.sent).toBe(1_000);
  expect(sender.mostActive).toBe(20);
  expect(runs).toBeLessThan(1_100);
});
