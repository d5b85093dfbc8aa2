import { eventually, type ObservedCluster, observedApps } from '@shoal/testing';
import { allDashboards } from '../../src/dashboards/all-dashboards.js';
import { fillVariables } from '../../src/dashboards/fill-variables.js';
import {
  type ProvisionedDashboard,
  type ProvisionedVariable,
  provision,
} from '../../src/dashboards/provisioned-dashboard.js';
import { compareWithLoad } from './compare-with-load.js';
import { type QueryRun, runPanels, sharedLegends } from './run-panels.js';

/**
 * Every variable of every dashboard at All, and Grafana's own for a Prometheus that scrapes each second, on a machine
 * with so much else to do that it misses some.
 */
const values = {
  ...{ environment: '.*', cluster: '.*', app: '.*', instance: '.*', host: '.*' },
  __rate_interval: '15s',
};

/** Queries that have nothing to show while all is well. */
const EMPTY_WHEN_WELL = ['troubleshooting / Alerts that fire / A'];

/** One of the queries that have a line for each server. */
const BY_NODE = 'overview / Active connections by node / A';

const dashboards = allDashboards.map(provision);

/** Declares the tests of all dashboards, on a cluster under load. The load is held afterwards. */
export function testPanels(cluster: () => ObservedCluster): void {
  const runs = new Map<string, readonly QueryRun[]>();

  beforeAll(async () => {
    const { load } = cluster();
    load.play();
    await eventually(() => load.rounds >= 8, { withinMs: 60_000, everyMs: 100, what: 'eight rounds' });
  }, 90_000);

  describe.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))(
    '%s',
    (_, dashboard) => {
      const ran = () => runs.get(dashboard.uid) ?? [];

      it('shows numbers on every panel', async () => {
        // A rate needs two scrapes, and the first push takes a moment to end.
        const show = async () => {
          const asked = await run(cluster(), dashboard);
          runs.set(dashboard.uid, asked);
          const silent = asked.filter(
            ({ of, fault }) => fault !== undefined && !EMPTY_WHEN_WELL.includes(of),
          );
          expect(silent).toEqual([]);
        };
        await eventually(show, { withinMs: 25_000, everyMs: 1_000 });
        expect(ran()).not.toHaveLength(0);
      });

      it('gives every line of a panel its own name', () => {
        const shared = dashboard.panels.map((panel) => [panel.title, sharedLegends(panel, ran())]);
        expect(shared.filter(([, legends]) => legends?.length !== 0)).toEqual([]);
      });

      it('offers what there is', async () => {
        for (const variable of dashboard.templating.list) {
          expect([variable.name, await offeredBy(cluster(), variable)]).toEqual([
            variable.name,
            expectedChoices(cluster(), variable.name),
          ]);
        }
      });
    },
  );

  it('adds up over instances to what the load has done', async () => {
    await cluster().load.hold();
    await eventually(() => expectAgreement(cluster(), [...runs.values()].flat()), {
      ...{ withinMs: 20_000, everyMs: 500, what: 'panels that say what the load says' },
    });
  });
}

function run({ prometheus }: ObservedCluster, dashboard: ProvisionedDashboard): Promise<QueryRun[]> {
  const end = Math.floor(Date.now() / 1000);
  return runPanels(dashboard, { api: prometheus.api, values, range: { start: end - 10, end, step: 1 } });
}

/** What Grafana would offer. @throws Error for a variable that this does not understand */
async function offeredBy(
  { prometheus }: ObservedCluster,
  { name, type, query, definition = '' }: ProvisionedVariable,
): Promise<readonly string[]> {
  // A choice among the data sources of this kind, of which Prometheus is one.
  if (type === 'datasource') return [String(query)];
  const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
  if (selector === undefined || label === undefined)
    throw new Error(`Not understood: ${name} is ${definition}`);
  const series = await prometheus.api.series(fillVariables(selector, values));
  return [...new Set(series.map((labels) => labels[label] ?? ''))].sort();
}

function expectedChoices({ processes }: ObservedCluster, name: string): unknown {
  switch (name) {
    case 'datasource':
      return ['prometheus'];
    case 'app':
      return expect.arrayContaining(observedApps.map(({ id }) => id));
    case 'instance':
      return processes.map(({ instance }) => instance).sort();
    case 'environment':
      return ['production'];
    case 'cluster':
      return ['main'];
    default:
      // The machine.
      return [expect.stringMatching(/:\d+$/)];
  }
}

async function expectAgreement(observed: ObservedCluster, runs: readonly QueryRun[]): Promise<void> {
  const comparisons = await Promise.all(runs.map((one) => compareWithLoad(one, observed)));
  const numbers = comparisons.flat();
  expect(numbers.filter(({ shown, done }) => shown !== done)).toEqual([]);
  expect(numbers.length).toBeGreaterThan(100);
  expect(numbers.filter(({ of }) => of === BY_NODE)).toHaveLength(observed.cluster.nodes.length);
}
