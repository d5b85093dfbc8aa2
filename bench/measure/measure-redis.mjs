import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runLoad } from '../load/run-load.mjs';
import { startPart } from '../servers/start-part.mjs';
import { withRedis } from '../servers/with-redis.mjs';
import { withServer } from '../servers/with-server.mjs';
import { endpointSettings } from '../webhooks/app.mjs';
import { fillQueue } from '../webhooks/fill-queue.mjs';

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

/** What is written behind the answer reaches Redis within a tick or two. */
const settle = 1000;

/**
 * What a subscription costs Redis.
 *
 * @param {{ channel: string, group: number, channels: number }} setup each connection joins `channels` channels, which
 *   `group` connections share
 */
export function measureRedisOfSubscriptions({ channel, group, channels }, column, context) {
  const connections = 200;
  const each = Math.max(3, Math.round(channels * context.sizes.share));
  // The client warms up with a third as many, which cost Redis the same.
  const operations = connections * (each + Math.floor(each / 3));
  return withRedis((redis) =>
    withServer(column, { context, options: { env: redis.env } }, async ({ port, pids }) => {
      const crowd = ['--connections', connections, '--channels', each, '--group', group];
      const args = ['--mode', 'subscribe', '--channel', channel, ...crowd, '--port', port];
      const before = await redis.spent();
      await runLoad({
        program: context.programs?.load,
        args: [...args, '--pids', pids.join(','), ...column.client].map(String),
      });
      await sleep(settle);
      return perOperation(before, await redis.spent(), operations);
    }),
  );
}

/** What a message between servers costs Redis, with one that publishes and one that listens. */
export function measureRedisOfMessages({ rate }, column, context) {
  return withRedis(async (redis) => {
    const listener = startPart(pathOf('../bus/listener.mjs'), {
      args: [column.id, redis.port],
      isServer: true,
    });
    const args = [column.id, redis.port, rate];
    const publisher = startPart(pathOf('../bus/publisher.mjs'), { args, isServer: false });
    try {
      await listener.next();
      await sleep(context.warmup * 1000);
      await listener.ask();
      const before = await redis.spent();
      await sleep(context.seconds * 1000);
      const { messages } = JSON.parse(await listener.ask());
      return perOperation(before, await redis.spent(), messages);
    } finally {
      for (const part of [publisher, listener]) part.stop();
    }
  });
}

/** What a webhook request that waits takes of Redis' memory, in bytes. */
export function measureWaitingJobs({ eventsPerRequest }, context) {
  const requests = Math.round(20_000 * context.sizes.share);
  const endpoint = endpointSettings({ url: 'http://127.0.0.1:9/webhooks', eventsPerRequest });
  return withRedis(async (redis) => {
    const env = {
      ...{ ...redis.env, QUEUE_DRIVER: 'redis', LOG_LEVEL: 'warn' },
      SOCKUDO_DEFAULT_APP_WEBHOOKS: JSON.stringify(endpoint),
    };
    const before = await redis.usedBytes();
    await fillQueue({ env, requests, eventsPerRequest });
    return { cost: ((await redis.usedBytes()) - before) / requests };
  });
}

function perOperation(before, after, operations) {
  if (operations === 0) throw new Error('nothing happened');
  const each = (name) => (after[name] - before[name]) / operations;
  const [commands, received, sent] = [each('commands'), each('received'), each('sent')];
  const bytes = `${received.toFixed(0)} bytes to Redis, ${sent.toFixed(0)} from it`;
  return { cost: each('cpuSeconds') * 1e6, note: `${commands.toFixed(2)} commands, ${bytes}` };
}
