import { startRedis, startServer } from '@shoal/testing';
import { suffer } from './faults/fault.js';
import { crashingServer, crowdedMetrics, stuckServer, waitingServer } from './faults/process-faults.js';
import { crowdedChannels } from './faults/traffic-faults.js';
import { Monitored } from './monitored.js';
import { RestartableServer } from './restartable-server.js';

jest.setTimeout(300_000);

it('alerts fire once for faults of processes, and end with them', async () => {
  await using redis = await startRedis();
  await redis.server.kill();
  const withRedis = { ADAPTER_DRIVER: 'redis', REDIS_URL: `redis://${redis.host}:${redis.port}` };
  await using waiting = await RestartableServer.start(withRedis);
  await using stuck = await RestartableServer.start({ DRAIN_WINDOW: '600', SHUTDOWN_GRACE_PERIOD: '900' });
  await using crashing = await RestartableServer.start();
  await using crowded = await startServer();
  await using full = await startServer({ env: { METRICS_MAX_SERIES_PER_METRIC: '20' } });
  const servers = { waiting, stuck, crashing, crowded, full };
  await using monitored = await Monitored.start({
    targets: Object.entries(servers).map(([cluster, { host, metricsPort }]) => ({
      ...{ address: `${host}:${metricsPort}`, role: 'server', cluster },
    })),
    thresholds: { fanoutLatencySeconds: 0.001 },
  });
  await suffer(monitored, [
    waitingServer(redis.server, 'waiting'),
    stuckServer(stuck, 'stuck'),
    crashingServer(crashing, 'crashing'),
    crowdedChannels(crowded, 'crowded'),
    crowdedMetrics(full, 'full'),
  ]);
});
