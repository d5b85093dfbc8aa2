import { createHash, createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds } from '../measure/cpu-seconds.mjs';
import { startRedis } from '../servers/start-redis.mjs';
import { startShoal } from '../servers/start-shoal.mjs';

const path = '/apps/app-id/push/publish';
const body = JSON.stringify({
  recipients: [{ type: 'channel', channel: 'everybody' }],
  payload: { title: 'Order updated', body: 'Packed' },
});

/**
 * Milliseconds within which 99 of 100 publishes are accepted that come at a steady rate, each counted from when it was
 * due. Nobody plans them meanwhile: what is accepted is stored.
 *
 * @param {{ perSecond: number }} load
 */
export async function measureAdmission({ perSecond }, context) {
  const redis = await startRedis();
  const url = `redis://127.0.0.1:${redis.port}`;
  // Its own limit of an app's publishes is lower.
  const unlimited = { PUSH_ACCEPTANCE_RATE_LIMIT: '0' };
  const env = {
    ...unlimited,
    QUEUE_DRIVER: 'redis',
    ADAPTER_DRIVER: 'redis',
    REDIS_URL: url,
    METRICS_HOST: '127.0.0.1',
  };
  const server = await startShoal({ env });
  try {
    const publish = (count) => publishSteadily({ port: server.port, perSecond, count });
    // The way is long: a server that has just started takes thousands of them to be at its speed.
    await publish(20 * perSecond * context.warmup);
    const [startedAt, before] = [performance.now(), cpuSeconds(server.pids)];
    const late = await publish(perSecond * context.seconds);
    const spent = cpuSeconds(server.pids) - before;
    const seconds = (performance.now() - startedAt) / 1000;
    const [p50, p99] = [0.5, 0.99].map((share) => late[Math.floor(late.length * share)]);
    const note = `${((spent * 1e6) / late.length).toFixed(0)} µs of CPU each, p50 ${p50.toFixed(1)} ms`;
    return { cost: p99, rate: late.length / seconds, utilisation: spent / seconds, note };
  } finally {
    await server.stop();
    redis.stop();
  }
}

/** @returns milliseconds of each, the fastest first */
async function publishSteadily({ port, perSecond, count }) {
  const startedAt = performance.now();
  const publishes = [];
  for (let index = 0; index < count; index += 1) {
    const dueAt = startedAt + (index * 1000) / perSecond;
    if (dueAt > performance.now()) await sleep(dueAt - performance.now());
    publishes.push(publish(port).then(() => performance.now() - dueAt));
  }
  return (await Promise.all(publishes)).sort((one, other) => one - other);
}

async function publish(port) {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`http://127.0.0.1:${port}${path}?${signedQuery()}`, init);
  if (answer.status !== 202) throw new Error(`a publish is answered with ${answer.status}`);
  await answer.arrayBuffer();
}

function signedQuery() {
  const bodyMd5 = createHash('md5').update(body).digest('hex');
  const timestamp = Math.floor(Date.now() / 1000);
  const query = `auth_key=app-key&auth_timestamp=${timestamp}&auth_version=1.0&body_md5=${bodyMd5}`;
  const signature = createHmac('sha256', 'app-secret').update(`POST\n${path}\n${query}`).digest('hex');
  return `${query}&auth_signature=${signature}`;
}
