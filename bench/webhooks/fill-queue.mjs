import { Redis } from 'ioredis';
import { redisWebhookStores, WebhookProducer } from '../../packages/webhooks/dist/index.js';
import { app, makeRecords } from './app.mjs';

/** Where a worker with the configuration as it is by default looks for its jobs. */
const prefix = 'shoal:queue:';
const recordsPerBatch = 100;

/** Puts jobs into the queue as a server does, in batches of an outbox, each of `eventsPerRequest` events. */
export async function fillQueue({ redisPort, requests, eventsPerRequest }) {
  const connection = new Redis({ port: redisPort, maxRetriesPerRequest: null });
  const observer = { queued() {}, dropped() {}, processed() {}, failed() {}, reachable() {} };
  const stores = redisWebhookStores({ connection, prefix, observer, maxDeadLetters: 10 });
  const producer = new WebhookProducer({
    ...stores,
    observer,
    apps: { find: () => appWith(eventsPerRequest) },
  });
  const records = requests * eventsPerRequest;
  for (let first = 0; first < records; first += recordsPerBatch) {
    const count = Math.min(recordsPerBatch, records - first);
    await producer.passOn({ id: `batch-${first}`, appId: app.id, records: makeRecords(count, first) });
  }
  await stores.queue.close();
  connection.disconnect();
}

/** All that a producer looks at. */
function appWith(eventsPerRequest) {
  const events = new Set(['channel_occupied', 'channel_vacated']);
  return { ...app, endpoints: [{ id: 'bench', events, filter: {}, maxEvents: eventsPerRequest }] };
}
