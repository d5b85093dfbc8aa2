import { judgeQuery } from '../queries/judge-query.js';
import { defaultThresholds } from '../rules/read-thresholds.js';
import { allAlerts, ruleFiles } from '../rules/rule-files.js';
import { runbookUrl } from '../runbook-url.js';
import { allDashboards } from './all-dashboards.js';
import { fillVariables, variablesIn } from './fill-variables.js';
import { type ProvisionedDashboard, provision, renderDashboard } from './provisioned-dashboard.js';

const BUILT_IN = { __rate_interval: '1m' };
const MEBIBYTE = 1024 * 1024;

const dashboards = allDashboards.map((spec) => [spec.name, provision(spec), renderDashboard(spec)] as const);

const recorded = new Set(
  ruleFiles(defaultThresholds).flatMap(({ groups }) =>
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? [rule.record] : []))),
  ),
);

const namesOf = ({ templating }: ProvisionedDashboard) => templating.list.map(({ name }) => name);

describe.each(dashboards)('dashboard %s', (name, dashboard, file) => {
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');
  const queries = [
    ...panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => ({ of: panel.title, expr }))),
    ...(dashboard.annotations.list ?? []).map(({ name: of, expr }) => ({ of, expr })),
  ];

  it('has an address and a tag of its own kind, and fits into a ConfigMap', () => {
    expect(dashboard.uid).toBe(`shoal-${name}`);
    expect(dashboard.tags).toEqual(['shoal']);
    expect(dashboard.links[0]).toMatchObject({ type: 'dashboards', tags: ['shoal'], includeVars: true });
    expect(file.length).toBeLessThan(MEBIBYTE / 4);
  });

  it('asks only for metrics, labels and values that the catalogue has', () => {
    const values = {
      ...BUILT_IN,
      ...Object.fromEntries(namesOf(dashboard).map((variable) => [variable, '.*'])),
    };
    const faults = queries.flatMap(({ of, expr }) =>
      judgeQuery(fillVariables(expr, values), { prefix: 'sockudo_', recorded }).map(
        (fault) => `${of}: ${fault}`,
      ),
    );
    expect(faults).toEqual([]);
  });

  it('declares the variables that it uses, and uses those that it declares', () => {
    const used = new Set(variablesIn(JSON.stringify(panels)));
    for (const builtIn of Object.keys(BUILT_IN)) used.delete(builtIn);
    expect([...used].sort()).toEqual(namesOf(dashboard).sort());
  });

  it('gives every panel a meaning, a unit and the chosen data source', () => {
    for (const panel of panels) {
      expect(panel).toMatchObject({
        description: expect.stringMatching(/^.+\n\n\*\*Good:\*\* .+\n\n\*\*Otherwise:\*\* .+$/),
        datasource: { type: 'prometheus', uid: '$' + '{datasource}' },
        fieldConfig: { defaults: { unit: expect.stringMatching(/./) } },
      });
      expect(panel.targets).not.toHaveLength(0);
    }
  });

  it('has no two queries of a panel with the same legend or letter', () => {
    for (const { title, targets = [] } of panels) {
      const legends = targets.map(({ legendFormat, refId }) => legendFormat ?? refId);
      expect({ title, legends: new Set(legends).size }).toEqual({
        title,
        legends: targets.length,
      });
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
  });

  it('puts the panels beside each other without gaps and overlaps', () => {
    const taken = new Map<string, string>();
    for (const { gridPos, title } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.get(`${x} ${y}`) ?? title).toBe(title);
          taken.set(`${x} ${y}`, title);
        }
      }
    }
    const rows = Math.max(...[...taken.keys()].map((cell) => Number(cell.split(' ')[1]))) + 1;
    expect(taken.size).toBe(rows * 24);
  });

  it('numbers its panels', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number.isInteger(id))).toBe(true);
  });
});

it('gives every dashboard its own name, title and address', () => {
  for (const key of ['uid', 'title'] as const) {
    expect(new Set(dashboards.map(([, dashboard]) => dashboard[key])).size).toBe(dashboards.length);
  }
});

it('links to the runbooks of all alerts, and to no other', () => {
  const links = dashboards.flatMap(([, { panels }]) => panels.flatMap((panel) => panel.links ?? []));
  const runbooks = allAlerts(defaultThresholds).map(({ alert }) => runbookUrl(alert));
  expect([...new Set(links.map(({ url }) => url))].sort()).toEqual([...new Set(runbooks)].sort());
});
