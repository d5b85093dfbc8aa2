import { join } from 'node:path';
import { eventually, type ObservedCluster, observedApps, startObservedCluster } from '@shoal/testing';
import { allDashboards } from '../../src/dashboards/all-dashboards.js';
import { type ProvisionedDashboard, provision } from '../../src/dashboards/provisioned-dashboard.js';
import { compareWithLoad } from '../dashboards/compare-with-load.js';
import { type QueryRun, runPanels, sharedLegends } from '../dashboards/run-panels.js';

const RULES = join(__dirname, '../../../../deploy/prometheus');
/** Without alerts: the load is an ordinary day, but with so few requests that every refused one is many. */
const ruleFiles = ['recording-rules.yml', 'slo.yml'].map((file) => join(RULES, file));

/**
 * Every variable of every dashboard at All, and Grafana's own for a Prometheus that scrapes each second, on a machine
 * with so much else to do that it misses some.
 */
const values = { app: '.*', instance: '.*', host: '.*', __rate_interval: '15s' };

/** Queries that have nothing to show while all is well. */
const EMPTY_WHEN_WELL = ['troubleshooting / Alerts that fire / A'];

/** One of the queries that have a line for each server. */
const BY_NODE = 'overview / Active connections by node / A';

const dashboards = allDashboards.map(provision);

let observed: ObservedCluster;
const runs = new Map<string, readonly QueryRun[]>();

beforeAll(async () => {
  observed = await startObservedCluster({ hasNodeExporter: true, ruleFiles, load: { pace: 20 } });
  observed.load.play();
  await eventually(() => observed.load.rounds >= 8, { withinMs: 60_000, everyMs: 100, what: 'eight rounds' });
}, 120_000);

afterAll(async () => {
  await observed[Symbol.asyncDispose]();
}, 60_000);

describe.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  const ran = () => runs.get(dashboard.uid) ?? [];

  it('shows numbers on every panel', async () => {
    // A rate needs two scrapes, and the first push takes a moment to end.
    await eventually(() => expectNumbers(dashboard), { withinMs: 25_000, everyMs: 1_000 });
    expect(ran()).not.toHaveLength(0);
  });

  it('gives every line of a panel its own name', () => {
    const shared = dashboard.panels.map((panel) => [panel.title, sharedLegends(panel, ran())]);
    expect(shared.filter(([, legends]) => legends?.length !== 0)).toEqual([]);
  });
});

it('offers the apps, instances and hosts that there are', async () => {
  const offered = new Map<string, string[]>();
  for (const { name, definition = '' } of dashboards.flatMap(({ templating }) => templating.list)) {
    const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
    if (selector === undefined || label === undefined) continue;
    const series = await observed.prometheus.api.series(selector);
    offered.set(name, [...new Set(series.map((labels) => labels[label] ?? ''))].sort());
  }
  expect(offered.get('app')).toEqual(expect.arrayContaining(observedApps.map(({ id }) => id)));
  expect(offered.get('instance')).toEqual(observed.processes.map(({ instance }) => instance).sort());
  expect(offered.get('host')).toHaveLength(1);
});

it('adds up over instances to what the load has done', async () => {
  await observed.load.hold();
  await eventually(
    async () => {
      const comparisons = await Promise.all(
        [...runs.values()].flat().map((run) => compareWithLoad(run, observed)),
      );
      const numbers = comparisons.flat();
      expect(numbers.filter(({ shown, done }) => shown !== done)).toEqual([]);
      expect(numbers.length).toBeGreaterThan(100);
      expect(numbers.filter(({ of }) => of === BY_NODE)).toHaveLength(observed.cluster.nodes.length);
    },
    { withinMs: 20_000, everyMs: 500, what: 'panels that say what the load says' },
  );
});

async function expectNumbers(dashboard: ProvisionedDashboard): Promise<void> {
  const end = Math.floor(Date.now() / 1000);
  const range = { start: end - 10, end, step: 1 };
  const asked = await runPanels(dashboard, { api: observed.prometheus.api, values, range });
  runs.set(dashboard.uid, asked);
  const silent = asked.filter(({ of, fault }) => fault !== undefined && !EMPTY_WHEN_WELL.includes(of));
  expect(silent).toEqual([]);
}
