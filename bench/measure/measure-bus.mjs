import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startPart } from '../servers/start-part.mjs';
import { startRedis } from '../servers/start-redis.mjs';
import { startShoal } from '../servers/start-shoal.mjs';
import { cpuSeconds } from './cpu-seconds.mjs';

const listenerScript = fileURLToPath(new URL('../bus/listener.mjs', import.meta.url));
const publisherScript = fileURLToPath(new URL('../bus/publisher.mjs', import.meta.url));

/**
 * Microseconds a message when one process publishes as much as goes and another listens; with `rate` (messages a second)
 * the median age of a message in microseconds when it arrives.
 */
export async function measureBus({ rate = 0 }, column, context) {
  const redis = await startRedis();
  const listener = startPart(listenerScript, { args: [column.id, redis.port], isServer: true });
  const publisher = startPart(publisherScript, { args: [column.id, redis.port, rate], isServer: false });
  try {
    await listener.next();
    await sleep(context.warmup * 1000);
    await listener.ask();
    const before = cpuSeconds(listener.pids);
    await sleep(context.seconds * 1000);
    const { messages, seconds, p50, p99 } = JSON.parse(await listener.ask());
    if (messages === 0) throw new Error('no message arrived');
    const cost = rate === 0 ? (seconds * 1e6) / messages : p50 * 1000;
    const utilisation = (cpuSeconds(listener.pids) - before) / seconds;
    return { cost, rate: messages / seconds, utilisation, p50, p99 };
  } finally {
    for (const part of [publisher, listener, redis]) part.stop();
  }
}

/** Per cent of a core that a server takes while others exchange messages that none of its clients listens to. */
export async function measureUninterested({ rate }, column, context) {
  const redis = await startRedis();
  const env = { ADAPTER_DRIVER: 'redis', REDIS_URL: `redis://127.0.0.1:${redis.port}` };
  const server = await startShoal({ env });
  const listener = startPart(listenerScript, { args: ['shoal', redis.port], isServer: false });
  const publisherRate = column.id === 'shoal' ? rate : 1;
  const publisher = startPart(publisherScript, {
    args: ['shoal', redis.port, publisherRate],
    isServer: false,
  });
  try {
    await listener.next();
    await sleep(context.warmup * 1000);
    await listener.ask();
    const before = cpuSeconds(server.pids);
    await sleep(context.seconds * 1000);
    const spent = cpuSeconds(server.pids) - before;
    const { messages, seconds } = JSON.parse(await listener.ask());
    return { cost: (100 * spent) / seconds, note: `${Math.round(messages / seconds)} messages/s elsewhere` };
  } finally {
    for (const part of [publisher, listener]) part.stop();
    await server.stop();
    redis.stop();
  }
}
