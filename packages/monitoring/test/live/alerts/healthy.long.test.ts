import { setTimeout as pause } from 'node:timers/promises';
import { startObservedCluster, startRedis } from '@shoal/testing';
import { Monitored } from './monitored.js';
import { RestartableServer } from './restartable-server.js';

jest.setTimeout(300_000);

/** The longest wait of an alert is 15 minutes beside those on error budgets, which compare with hours and days. */
const watchedForMs = 110_000;

it('a healthy cluster fires nothing, under load and with a restart, nor one that needs no workers', async () => {
  await using observed = await startObservedCluster({
    hasPrometheus: false,
    load: { rooms: 4, pace: 50, isFlawless: true },
  });
  observed.load.play();
  const { host, port } = observed.cluster.redis;
  await using restarted = await RestartableServer.start({ ...onRedis(host, port), DRAIN_WINDOW: '0' });
  await using otherRedis = await startRedis();
  await using workerless = await RestartableServer.start(onRedis(otherRedis.host, otherRedis.port));
  await using monitored = await Monitored.start({
    targets: [
      ...observed.processes.map(({ instance: address, role }) => ({ address, role, cluster: 'main' })),
      { address: addressOf(restarted), role: 'server', cluster: 'main' },
      { address: addressOf(workerless), role: 'server', cluster: 'workerless' },
    ],
    // Five scrapes within a range of five minutes; a minute is six seconds, in which a server has restarted.
    ...{ durationDivisor: 10, intervalSeconds: 6 },
    // A machine that runs tests has other things to do, too.
    thresholds: { eventLoopLagSeconds: 1 },
  });
  await pause(watchedForMs / 2);
  await restarted.restart();
  await pause(watchedForMs / 2);

  await observed.load.hold();
  expect(monitored.watch.fired('main')).toEqual([]);
  expect(monitored.watch.fired('workerless')).toEqual([]);
  const rules = (await monitored.prometheus.api.rules()).flatMap((group) => group.rules);
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  const recorded = rules.filter(({ type }) => type === 'recording').map(({ name }) => name);
  const series = await Promise.all(recorded.map((name) => monitored.prometheus.api.query(name)));
  expect(recorded.filter((_, index) => series[index]?.length === 0)).toEqual([]);
});

function onRedis(host: string, port: number): Readonly<Record<string, string>> {
  return { ADAPTER_DRIVER: 'redis', QUEUE_DRIVER: 'redis', REDIS_URL: `redis://${host}:${port}` };
}

function addressOf({ host, metricsPort }: RestartableServer): string {
  return `${host}:${metricsPort}`;
}
