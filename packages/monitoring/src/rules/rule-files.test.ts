import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeQuery } from '../queries/judge-query.js';
import { readQuery, replaceInQuery } from '../queries/read-query.js';
import { runbookUrl } from '../runbook-url.js';
import { defaultThresholds } from './read-thresholds.js';
import { isAlert } from './rule.js';
import { allAlerts, ruleFiles } from './rule-files.js';

const files = ruleFiles(defaultThresholds);
const rules = files.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
const recorded = new Set(rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record])));
const alerts = allAlerts(defaultThresholds);
const names = [...new Set(alerts.map(({ alert }) => alert))];

const named = rules.map((rule) => [isAlert(rule) ? rule.alert : rule.record, rule] as const);

describe.each(named)('%s', (_, { expr }) => {
  it('asks for nothing that the catalogue lacks', () => {
    expect(judgeQuery(expr, { prefix: 'sockudo_', recorded })).toEqual([]);
  });

  it('looks back over no less than four scrapes', () => {
    replaceInQuery(expr, (part, kind) => {
      if (kind === 'duration') expect(['5m', '15m', '30m', '1h', '2h', '6h', '1d', '3d']).toContain(part);
      return part;
    });
  });
});

it('every group has a name of its own, and so has every recorded series', () => {
  const groups = files.flatMap((file) => file.groups.map(({ name }) => name));
  expect(new Set(groups).size).toBe(groups.length);
  expect(rules.filter((rule) => !isAlert(rule))).toHaveLength(recorded.size);
});

describe.each(alerts.map((alert) => [alert.alert, alert] as const))('%s', (name, alert) => {
  it('says what it is about', () => {
    expect(name).toMatch(/^(Sockudo|Shoal)[A-Z]\w+$/);
    expect(alert.for).toMatch(/^\d+[mh]$/);
    expect(['critical', 'warning']).toContain(alert.severity);
    expect(alert.summary).toMatch(/\w/);
    expect(alert.description).toMatch(/\w/);
  });

  it('names no label in its texts that its expression takes away', () => {
    const inTexts = [...`${alert.summary} ${alert.description}`.matchAll(/\$labels\.(\w+)/g)].map(
      ([, label]) => label,
    );
    const { groupingLabels } = readQuery(alert.expr);
    const isSummed = groupingLabels.includes('environment');
    const kept = isSummed ? [...groupingLabels, ...labelReplaced(alert.expr)] : inTexts;
    expect(kept).toEqual(expect.arrayContaining(inTexts));
  });
});

describe.each(names)('the runbook of %s', (name) => {
  const path = join(__dirname, '../../../../docs/runbooks', `${name}.md`);

  it('exists where the alert says', () => {
    expect(runbookUrl(name)).toMatch(new RegExp(`/docs/runbooks/${name}\\.md$`));
    expect(existsSync(path)).toBe(true);
  });

  it('speaks of what the alert asks for, and of its thresholds', () => {
    const page = readFileSync(path, 'utf8');
    expect(page).toMatch(new RegExp(`^# ${name}\n`));
    for (const metric of metricsOf(name)) expect(page).toContain(metric);
    for (const heading of ['## Look at', '## Do', '## Tune']) expect(page).toContain(`\n${heading}\n`);
  });
});

function labelReplaced(expr: string): string[] {
  return [...expr.matchAll(/label_replace\([^"]*"(\w+)"/g)].map(([, label]) => label ?? '');
}

/** Ours, through recorded series down to what is scraped. */
function metricsOf(alert: string): Set<string> {
  const expressions = alerts.filter((rule) => rule.alert === alert).map(({ expr }) => expr);
  const found = new Set<string>();
  for (const expr of expressions) {
    for (const { metric } of readQuery(expr).selectors) {
      const recording = rules.find((rule) => !isAlert(rule) && rule.record === metric);
      if (metric.startsWith('sockudo_')) found.add(metric.replace(/_(bucket|count)$/, ''));
      if (recording !== undefined && !expressions.includes(recording.expr)) expressions.push(recording.expr);
    }
  }
  return found;
}
