import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuSeconds } from '../measure/cpu-seconds.mjs';
import { startPart } from '../servers/start-part.mjs';
import { freePort, startProcess } from '../servers/start-process.mjs';
import { startRedis } from '../servers/start-redis.mjs';
import { fillPublishes } from './fill-publishes.mjs';
import { devices, workerEnvironment, writeAuthority } from './installation.mjs';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const providersScript = pathOf('../../packages/testing/dist/push/process/run-push-services.js');
const bareScript = pathOf('./bare-client.mjs');
const worker = pathOf('../../apps/push-worker');

/** More than a worker could send in a second, so that it never has to wait for a publish. */
const mostPerSecond = 4_000;

/** A path so long (queue, ledger, TLS, provider) takes V8 longer to compile than that of a frame. */
const warmups = 8;

/**
 * CPU microseconds that a notification costs who sends it to a provider on this machine.
 *
 * @param {{ provider: 'fcm' | 'apns' | 'webPush' }} row
 */
export async function measurePush({ provider }, column, context) {
  const providers = startPart(providersScript, { args: ['--subscriptions', devices], isServer: false });
  const description = JSON.parse(await providers.next());
  const start = column.id === 'bare-client' ? startBare : startWorker;
  const sender = await start({ provider, description }, context);
  try {
    await sleep(warmups * context.warmup * 1000);
    const early = await totalsOf(provider, description);
    const [startedAt, before] = [performance.now(), cpuSeconds(sender.pids)];
    await sleep(context.seconds * 1000);
    const [spent, seconds] = [cpuSeconds(sender.pids) - before, (performance.now() - startedAt) / 1000];
    const late = await totalsOf(provider, description);
    const sent = late.accepted - early.accepted;
    if (sent === 0) throw new Error('no notification arrived');
    if (late.invalid > 0) throw new Error('the provider refused a notification');
    if (late.accepted >= sender.filled) throw new Error('the publishes came to their end');
    return { cost: (spent * 1e6) / sent, rate: sent / seconds, utilisation: spent / seconds };
  } finally {
    await sender.stop();
    providers.stop();
  }
}

async function totalsOf(provider, { url }) {
  const totals = await (await fetch(`${url}totals`)).json();
  return totals[provider];
}

function startBare({ provider, description }) {
  const args = [provider, JSON.stringify(description)];
  const bare = startPart(bareScript, { args, isServer: true });
  return { ...bare, filled: Number.POSITIVE_INFINITY };
}

async function startWorker({ provider, description }, { warmup, seconds }) {
  const redis = await startRedis();
  const authority = writeAuthority(description);
  const port = await freePort();
  const redisUrl = `redis://127.0.0.1:${redis.port}`;
  const env = {
    ...{ QUEUE_DRIVER: 'redis', REDIS_URL: redisUrl, LOG_LEVEL: 'warn' },
    ...{ METRICS_PORT: String(port), METRICS_HOST: '127.0.0.1', NODE_EXTRA_CA_CERTS: authority.path },
    ...workerEnvironment(description),
  };
  const deliveries = Math.ceil((warmups * warmup + seconds + 1) * mostPerSecond);
  const filled = await fillPublishes({ redisUrl, provider, deliveries, description });
  const started = await startProcess({ command: process.execPath, args: [worker], port, env });
  const stop = async () => {
    await started.stop();
    redis.stop();
    authority.remove();
  };
  return { pids: started.pids, filled, stop };
}
