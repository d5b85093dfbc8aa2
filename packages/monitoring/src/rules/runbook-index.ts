import { defaultThresholds } from './read-thresholds.js';
import type { AlertRule } from './rule.js';
import { ruleFiles } from './rule-files.js';
import { type ThresholdDefinition, thresholdDefinitions } from './thresholds.js';

const INTRODUCTION = `# Runbooks

<!-- Made by packages/monitoring from its sources; write there, not here. The pages of the alerts are written by hand. -->

One page for each alert: what it means, what to look at, what to do, and when to change its threshold. Each alert has
the address of its page in the annotation \`runbook_url\`, and that of a dashboard in \`dashboard_url\`.
\`critical\` wakes somebody; \`warning\` is looked at within the day.
`;

const THRESHOLDS = `## Thresholds

Write those that you want otherwise into a JSON file, \`{"connectionsPerServer": 20000}\`, and make the rules with it:

\`\`\`sh
npm run build
node packages/monitoring/dist/write-rules.js --thresholds thresholds.json --output /etc/prometheus/rules
\`\`\`

A name that is none and a number that cannot be meant are refused. \`--prefix\` is for servers whose metrics begin with
something else than \`sockudo_\`. With the chart in \`helm/shoal\` the same names are values below
\`metrics.prometheusRule.thresholds\`.
`;

/** `docs/runbooks/README.md`: every alert by file, and every threshold. */
export function renderRunbookIndex(): string {
  const files = ruleFiles(defaultThresholds).flatMap(({ name, about, groups }) => {
    const alerts = groups.flatMap(({ rules }) => rules.filter((rule) => 'alert' in rule));
    return alerts.length === 0 ? [] : [renderFile(name, about, alerts)];
  });
  return [INTRODUCTION, ...files, THRESHOLDS, ...renderThresholds(), ''].join('\n');
}

function renderFile(name: string, about: string, alerts: readonly AlertRule[]): string {
  const names = [...new Set(alerts.map(({ alert }) => alert))];
  const rows = names.map((alert) => {
    const rules = alerts.filter((rule) => rule.alert === alert);
    const severities = [...new Set(rules.map(({ severity }) => severity))].join(', ');
    const waits = rules.map((rule) => rule.for).join(', ');
    return `| [${alert}](${alert}.md) | ${severities} | ${waits} | ${plainText(rules[0]?.summary ?? '')} |`;
  });
  const head = ['| alert | severity | after | says |', '| --- | --- | --- | --- |'];
  return [`## deploy/prometheus/${name}`, '', about, '', ...head, ...rows, ''].join('\n');
}

/** Without the template: `{{ $labels.instance }}` becomes `<instance>`. */
function plainText(summary: string): string {
  return summary.replace(/\{\{ with .*\{\{ end \}\}/g, '').replace(/\{\{ \$labels\.(\w+) \}\}/g, '`<$1>`');
}

function renderThresholds(): string[] {
  const rows = Object.entries<ThresholdDefinition>(thresholdDefinitions).map(
    ([name, { default: usual, unit, meaning, boundOf }]) => {
      const bound = boundOf === undefined ? '' : ` One of the bounds of the buckets of \`${boundOf}\`.`;
      return `| \`${name}\` | ${usual} | ${unit} | ${meaning}${bound} |`;
    },
  );
  return ['| name | default | unit | meaning |', '| --- | --- | --- | --- |', ...rows];
}
