import { eventually, type SingleRedis, scrapeMetrics, startRedis } from '@shoal/testing';
import { readiness, ready } from '../cluster-answers.js';
import { Churn } from './churn.js';
import { type Observation, ProbedServer } from './probed-server.js';

jest.setTimeout(600_000);

const mebibyte = 1024 * 1024;

it('memory', async () => {
  await using redis = await startRedis();
  const env = {
    ADAPTER_DRIVER: 'redis',
    REDIS_URL: `redis://${redis.host}:${redis.port}`,
    LOG_LEVEL: 'warn',
  };
  await using server = await ProbedServer.start(env);
  using churn = await Churn.on(server.node);
  let n = 0;
  for (const [seconds, kind] of [
    [10, 'new'],
    [20, 'new'],
    [20, 'old'],
  ] as const) {
    const rate = await churn.run({
      perSecond: 5000,
      seconds,
      nameOf: (index) => (kind === 'new' ? `churn-${n}-${index}` : `churn-${index % 500}`),
    });
    const stall = await server.observe();
    n++;
    const w = await readiness(server.node);
    await new Promise((r) => setTimeout(r, 12000));
    const o = await server.observeCollected();
    console.log(
      kind,
      seconds,
      rate,
      churn.faults.length,
      JSON.stringify(stall),
      w,
      await readiness(server.node),
      (o.heapUsed / mebibyte).toFixed(1),
      (o.rss / mebibyte).toFixed(1),
      await redis.server.command('DBSIZE'),
      (await redis.server.command('PUBSUB', 'SHARDCHANNELS')).split('\n').length,
    );
  }
});
