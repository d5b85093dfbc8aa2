import { defaultThresholds } from '../../src/rules/read-thresholds.js';
import {
  type RenderedFile,
  type RenderedGroup,
  type RenderedRule,
  renderRules,
} from '../../src/rules/render-rules.js';
import { allAlerts } from '../../src/rules/rule-files.js';
import type { AlertCase, Firing } from './alert-case.js';
import { clusterCases } from './cases/cluster-cases.js';
import { jobCases } from './cases/job-cases.js';
import { objectiveCases } from './cases/objective-cases.js';
import { processCases } from './cases/process-cases.js';
import { pushCases } from './cases/push-cases.js';
import { seedCases } from './cases/seed-cases.js';
import { trafficCases } from './cases/traffic-cases.js';
import { type RuleTest, runRuleTests } from './promtool-tests.js';

const files = renderRules();
const rules = files.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
const cases = [
  ...seedCases,
  ...processCases,
  ...clusterCases,
  ...trafficCases,
  ...jobCases,
  ...pushCases,
  ...objectiveCases,
];

const hasFired = ({ moments }: AlertCase) => moments.some(({ fires }) => fires.length > 0);

/** What promtool says to each case that fails. */
let said: readonly string[];

beforeAll(async () => {
  said = await runRuleTests(cases.map((one) => ({ files: filesWith(one.alert), test: testOf(one) })));
}, 120_000);

describe.each(cases.map((one, index) => [one.alert, one, index] as const))('%s', (_, one, index) => {
  it(`${hasFired(one) ? 'fires' : 'keeps quiet'} when ${one.when}`, () => {
    expect(said[index]).toBe('');
  });
});

const names = [...new Set(allAlerts(defaultThresholds).map(({ alert }) => alert))];

it.each(names)('%s has a case in which it fires and one in which it does not', (name) => {
  const outcomes = cases.filter(({ alert }) => alert === name).map(hasFired);
  expect(new Set(outcomes)).toEqual(new Set([true, false]));
});

function testOf({ alert, series, moments }: AlertCase): RuleTest {
  const alerts = moments.map(({ at, fires }) => ({
    eval_time: at,
    alertname: alert,
    exp_alerts: fires.map((firing) => expectedAlert(alert, firing)),
  }));
  return { series, alerts };
}

/** The group of an alert, behind those whose records it reads: to evaluate all groups over days takes long. */
function filesWith(alert: string): RenderedFile[] {
  const groups = files.flatMap((file) => file.groups);
  const isOfAlert = ({ rules }: RenderedGroup) =>
    rules.some((rule) => 'alert' in rule && rule.alert === alert);
  const needed = new Set(groups.filter(isOfAlert));
  for (const group of needed) {
    for (const read of groups.filter((candidate) => reads(group, candidate))) needed.add(read);
  }
  return files.map((file) => ({ ...file, groups: file.groups.filter((group) => needed.has(group)) }));
}

function reads(reader: RenderedGroup, { rules }: RenderedGroup): boolean {
  const records = rules.flatMap((rule) => ('record' in rule ? [rule.record] : []));
  return reader.rules.some(({ expr }) => records.some((record) => expr.includes(record)));
}

function expectedAlert(alert: string, { labels, summary, description }: Firing): object {
  const rule = ruleOf(alert, labels.window);
  return {
    exp_labels: { ...rule.labels, ...labels },
    exp_annotations: { ...rule.annotations, summary, description },
  };
}

/** Alerts on error budgets have one rule a window. */
function ruleOf(alert: string, window: string | undefined): Extract<RenderedRule, { alert: string }> {
  for (const rule of rules) {
    if ('alert' in rule && rule.alert === alert && rule.labels.window === window) return rule;
  }
  throw new Error(`There is no alert ${alert} with the window ${window}`);
}
