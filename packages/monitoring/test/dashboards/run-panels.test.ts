import { startPrometheus } from '@shoal/testing';
import type { ProvisionedDashboard } from '../../src/dashboards/provisioned-dashboard.js';
import { runPanels, sharedLegends } from './run-panels.js';

const gridPos = { x: 0, y: 0, w: 24, h: 8 };

/** A dashboard of one panel, with these queries. */
function dashboardOf(...targets: [expr: string, legendFormat: string][]): ProvisionedDashboard {
  return {
    ...{ uid: 'shoal-try', title: 'Try', tags: [], links: [], annotations: {}, templating: { list: [] } },
    panels: [
      {
        ...{ id: 1, type: 'timeseries', title: 'Panel', gridPos },
        targets: targets.map(([expr, legendFormat], index) => ({ refId: `${index}`, expr, legendFormat })),
      },
    ],
  };
}

it('tells what shows something from what does not, and lines of the same name', async () => {
  await using prometheus = await startPrometheus();
  const end = Math.floor(Date.now() / 1000);
  const options = {
    ...{ api: prometheus.api, values: { app: 'shop' }, range: { start: end - 5, end, step: 1 } },
  };
  const dashboard = dashboardOf(
    ['label_replace(vector(1), "app_id", "$app", "", "")', '{{app_id}}'],
    ['vector(2)', 'shop'],
    ['vector(0) / 0', 'ratio'],
    ['absent(vector(1))', 'nothing'],
    ['sum by (', 'broken'],
  );
  const runs = await runPanels(dashboard, options);
  expect(runs.map(({ of, fault }) => [of, fault])).toEqual([
    ['try / Panel / 0', undefined],
    ['try / Panel / 1', undefined],
    ['try / Panel / 2', 'not a number'],
    ['try / Panel / 3', 'empty'],
    ['try / Panel / 4', 'error'],
  ]);
  expect(runs[4]?.detail).toContain('parse error');
  expect(sharedLegends({ title: 'Panel' }, runs)).toEqual(['shop']);
});
