import { configurationSettings } from '../schema/configuration-schema.js';
import { load } from '../testing/load.js';

type Row = readonly [name: string, text: string, key: string, value: unknown];

/** Every name of the sections `webhooks` and `queue`: what it says and what comes of it. */
const NAMES: readonly Row[] = [
  ['QUEUE_DRIVER', 'memory', 'queue.driver', 'memory'],
  ['SOKETI_QUEUE_DRIVER', 'sync', 'queue.driver', 'memory'],
  ['QUEUE_CONCURRENCY', '7', 'queue.concurrency', 7],
  ['QUEUE_REDIS_CONCURRENCY', '7', 'queue.concurrency', 7],
  ['REDIS_CLUSTER_QUEUE_CONCURRENCY', '7', 'queue.concurrency', 7],
  ['SOKETI_QUEUE_REDIS_CONCURRENCY', '7', 'queue.concurrency', 7],
  ['REDIS_CLUSTER_QUEUE_PREFIX', 'p:', 'queue.redisPrefix', 'p:'],
  ['WEBHOOKS_GRACE', '7', 'webhooks.grace', 7],
  ['WEBHOOKS_BATCHING_ENABLED', '0', 'webhooks.batching.enabled', false],
  ['WEBHOOK_BATCHING_ENABLED', 'false', 'webhooks.batching.enabled', false],
  ['SOKETI_WEBHOOKS_BATCHING', '0', 'webhooks.batching.enabled', false],
  ['WEBHOOKS_BATCHING_DURATION', '7', 'webhooks.batching.duration', 7],
  ['WEBHOOK_BATCHING_DURATION', '7', 'webhooks.batching.duration', 7],
  ['SOKETI_WEBHOOKS_BATCHING_DURATION', '7', 'webhooks.batching.duration', 7],
  ['WEBHOOKS_BATCHING_SIZE', '7', 'webhooks.batching.size', 7],
  ['WEBHOOK_BATCHING_SIZE', '7', 'webhooks.batching.size', 7],
  ['WEBHOOKS_RETRY_ENABLED', 'no', 'webhooks.retry.enabled', false],
  ['WEBHOOKS_RETRY_MAX_ATTEMPTS', '7', 'webhooks.retry.maxAttempts', 7],
  ['WEBHOOKS_RETRY_MAX_ELAPSED_TIME_MS', '7', 'webhooks.retry.maxElapsedTimeMs', 7],
  ['WEBHOOKS_RETRY_INITIAL_BACKOFF_MS', '7', 'webhooks.retry.initialBackoffMs', 7],
  ['WEBHOOKS_RETRY_MAX_BACKOFF_MS', '7', 'webhooks.retry.maxBackoffMs', 7],
  ['WEBHOOKS_REQUEST_TIMEOUT_MS', '7', 'webhooks.requestTimeoutMs', 7],
  ['WEBHOOKS_CONCURRENCY', '7', 'webhooks.concurrency', 7],
  ['WEBHOOKS_ALLOW_PRIVATE_TARGETS', '1', 'webhooks.allowPrivateTargets', true],
  ['WEBHOOKS_MAX_DEAD_LETTERS', '7', 'webhooks.maxDeadLetters', 7],
  ['WEBHOOKS_BUFFER_LIMIT_MB', '0.5', 'webhooks.bufferLimitMb', 0.5],
];

test.each(NAMES)('%s=%s sets %s', (...[name, text, key, value]) => {
  expect(load({ env: { [name]: text } }).configuration).toHaveProperty(key, value);
});

test('the list above is complete', () => {
  // Those of the driver `redis` are in redis/redis-names.test.ts.
  const ofJobs = configurationSettings.filter(
    ({ path }) => path[0] === 'webhooks' || (path[0] === 'queue' && path[1] !== 'redis'),
  );
  const declared = ofJobs.flatMap(({ metadata }) => metadata.environment.map(({ name }) => name));
  expect(NAMES.map(([name]) => name).sort()).toEqual(declared.sort());
});
