import { setTimeout as pause } from 'node:timers/promises';
import { startObservedCluster } from '@shoal/testing';
import { Monitored } from './monitored.js';

jest.setTimeout(300_000);

/** The longest wait of an alert is 15 minutes beside those on error budgets, which compare with hours and days. */
const watchedForMs = 60_000;

it('a healthy cluster under load fires nothing, and every rule can be evaluated', async () => {
  await using observed = await startObservedCluster({
    hasPrometheus: false,
    load: { rooms: 4, pace: 50, isFlawless: true },
  });
  observed.load.play();
  await using monitored = await Monitored.start({
    targets: observed.processes.map(({ instance: address, role }) => ({ address, role, cluster: 'main' })),
    // Five scrapes within a range of five minutes, as with 15 s and 5 m, and three seconds for each.
    ...{ durationDivisor: 20, intervalSeconds: 3 },
    // A machine that runs tests has other things to do, too.
    thresholds: { eventLoopLagSeconds: 1 },
  });
  await pause(watchedForMs);

  await observed.load.hold();
  expect(monitored.watch.fired('main')).toEqual([]);
  const rules = (await monitored.prometheus.api.rules()).flatMap((group) => group.rules);
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  const recorded = rules.filter(({ type }) => type === 'recording').map(({ name }) => name);
  const series = await Promise.all(recorded.map((name) => monitored.prometheus.api.query(name)));
  expect(recorded.filter((_, index) => series[index]?.length === 0)).toEqual([]);
});
