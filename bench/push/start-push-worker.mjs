import { fileURLToPath } from 'node:url';
import { freePort, startProcess } from '../servers/start-process.mjs';
import { startRedis } from '../servers/start-redis.mjs';
import { fillPublishes } from './fill-publishes.mjs';
import { workerEnvironment, writeAuthority } from './installation.mjs';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const worker = pathOf('../../apps/push-worker');

/** Local providers, in a process of their own. */
export const providersScript = pathOf('../../packages/testing/dist/push/services/run-push-services.js');

/**
 * Starts a Redis with accepted publishes in it, and then a worker that sends them.
 *
 * @param {{ provider: string, description: object, deliveries: number, audience?: number }} options
 */
export async function startPushWorker({ provider, description, deliveries, audience }) {
  const redis = await startRedis();
  const authority = writeAuthority(description);
  const port = await freePort();
  const redisUrl = `redis://127.0.0.1:${redis.port}`;
  const env = {
    ...{ QUEUE_DRIVER: 'redis', REDIS_URL: redisUrl, LOG_LEVEL: 'warn' },
    ...{ METRICS_PORT: String(port), METRICS_HOST: '127.0.0.1', NODE_EXTRA_CA_CERTS: authority.path },
    ...workerEnvironment(description),
  };
  const { filled, took } = await fillPublishes({ redisUrl, provider, deliveries, description, audience });
  const started = await startProcess({ command: process.execPath, args: [worker], port, env });
  const stop = async () => {
    await started.stop();
    redis.stop();
    authority.remove();
  };
  return { pids: started.pids, port, filled, took, stop };
}
