import { Redis } from 'ioredis';
import { loadConfiguration } from '../../packages/runtime/dist/index.js';
import { StaticWebhookApps, WebhookProducer } from '../../packages/webhooks/dist/index.js';
import { redisWebhookStores } from '../../packages/webhooks/dist/stores/redis-webhook-stores.js';
import { app, makeRecords } from './app.mjs';

const recordsPerBatch = 100;
const observer = { queued() {}, dropped() {}, processed() {}, failed() {}, reachable() {} };

/**
 * Puts jobs into the queue as a server does, in batches of an outbox.
 *
 * @param {{ env: Record<string, string>, requests: number, eventsPerRequest: number }} options `env`: of the worker
 */
export async function fillQueue({ env, requests, eventsPerRequest }) {
  const { configuration } = loadConfiguration({ argv: [], env, cwd: process.cwd() });
  const { redis, queue, appManager } = configuration;
  const connection = new Redis(env.REDIS_URL, { maxRetriesPerRequest: null });
  const stores = redisWebhookStores({
    ...{ connection, observer, maxDeadLetters: 10 },
    prefix: redis.keyPrefix + queue.redisPrefix,
  });
  const producer = new WebhookProducer({ ...stores, observer, apps: new StaticWebhookApps(appManager.apps) });
  const records = requests * eventsPerRequest;
  for (let first = 0; first < records; first += recordsPerBatch) {
    const count = Math.min(recordsPerBatch, records - first);
    await producer.passOn({ id: `batch-${first}`, appId: app.id, records: makeRecords(count, first) });
  }
  await stores.queue.close();
  connection.disconnect();
}
