import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuSeconds } from '../measure/cpu-seconds.mjs';
import { startPart } from '../servers/start-part.mjs';
import { freePort, startProcess } from '../servers/start-process.mjs';
import { startRedis } from '../servers/start-redis.mjs';
import { endpointSettings } from './app.mjs';
import { fillQueue } from './fill-queue.mjs';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const endpointScript = pathOf('./endpoint.mjs');
const bareScript = pathOf('./bare-undici.mjs');
const worker = pathOf('../../apps/webhook-worker');

/** More than a worker could send in a second, so that the queue never runs empty. */
const mostPerSecond = { 1: 8_000, 100: 2_000 };

/** A path so long (queue, HTTP, signature) takes V8 longer to compile than that of a frame. */
const warmups = 8;

/**
 * CPU microseconds that a request, or each event in it, costs who sends it to a receiver on this machine.
 *
 * @param {{ id: string, eventsPerRequest: 1 | 100, per: 'request' | 'event' }} sending
 */
export async function measureWebhooks({ id, eventsPerRequest, per }, context) {
  const receiver = startPart(endpointScript, { args: [], isServer: false });
  const url = `http://127.0.0.1:${await receiver.next()}/webhooks`;
  const start = id === 'bare-undici' ? startBare : startWorker;
  const sender = await start({ url, eventsPerRequest }, context);
  try {
    await sleep(warmups * context.warmup * 1000);
    const early = JSON.parse(await receiver.ask());
    const before = cpuSeconds(sender.pids);
    await sleep(context.seconds * 1000);
    const spent = cpuSeconds(sender.pids) - before;
    const { requests, seconds } = JSON.parse(await receiver.ask());
    if (requests === 0) throw new Error('no request arrived');
    if (early.requests + requests >= sender.filled) throw new Error('the queue ran empty');
    const units = per === 'event' ? requests * eventsPerRequest : requests;
    return { cost: (spent * 1e6) / units, rate: units / seconds, utilisation: spent / seconds };
  } finally {
    await sender.stop();
    receiver.stop();
  }
}

function startBare({ url, eventsPerRequest }) {
  const bare = startPart(bareScript, { args: [url, eventsPerRequest], isServer: true });
  return { ...bare, filled: Number.POSITIVE_INFINITY };
}

async function startWorker({ url, eventsPerRequest }, { warmup, seconds }) {
  const redis = await startRedis();
  const port = await freePort();
  const env = {
    ...{ QUEUE_DRIVER: 'redis', REDIS_URL: `redis://127.0.0.1:${redis.port}`, LOG_LEVEL: 'warn' },
    ...{ METRICS_PORT: String(port), METRICS_HOST: '127.0.0.1', WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1' },
    SOCKUDO_DEFAULT_APP_WEBHOOKS: JSON.stringify(endpointSettings({ url, eventsPerRequest })),
  };
  const filled = Math.ceil((warmups * warmup + seconds + 1) * mostPerSecond[eventsPerRequest]);
  await fillQueue({ env, requests: filled, eventsPerRequest });
  const started = await startProcess({ command: process.execPath, args: [worker], port, env });
  const stop = async () => {
    await started.stop();
    redis.stop();
  };
  return { pids: started.pids, filled, stop };
}
