import { stringify } from 'yaml';
import { replaceInQuery } from '../queries/read-query.js';
import { runbookUrl } from '../runbook-url.js';
import { divideDuration } from './duration.js';
import { defaultThresholds } from './read-thresholds.js';
import { type AlertRule, isAlert, type RecordingRule, type RuleGroup } from './rule.js';
import { ruleFiles } from './rule-files.js';
import type { WrittenThresholds } from './thresholds.js';

export interface RenderOptions {
  readonly thresholds?: WrittenThresholds;
  /** `metrics.prometheus.prefix` of the servers, when it is another one. Names of recorded series stay. */
  readonly prefix?: string;
  /** Divides every wait, range and offset, for tests that cannot wait: with 60 an hour is a minute. */
  readonly durationDivisor?: number;
}

/** A rule as Prometheus reads it, in a file or in a PrometheusRule of its operator. */
export type RenderedRule =
  | { readonly record: string; readonly expr: string }
  | {
      readonly alert: string;
      readonly expr: string;
      readonly for: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    };

export interface RenderedGroup {
  readonly name: string;
  readonly rules: readonly RenderedRule[];
}

export interface RenderedFile {
  readonly name: string;
  readonly about: string;
  readonly groups: readonly RenderedGroup[];
}

const PREFIX = 'sockudo_';

const HEADER = 'Made by packages/monitoring from its sources; write there, not here.';

/** The rules as data: what `spec.groups` of a PrometheusRule holds. */
export function renderRules(options: RenderOptions = {}): readonly RenderedFile[] {
  return ruleFiles(options.thresholds ?? defaultThresholds).map(({ name, about, groups }) => ({
    ...{ name, about, groups: groups.map((group) => renderGroup(group, options)) },
  }));
}

/** One of those files as text. */
export function writeRuleFile({ about, groups }: RenderedFile): string {
  const body = stringify({ groups }, { lineWidth: 0 });
  return `# ${about}\n# ${HEADER}\n${body}`;
}

function renderGroup({ name, rules }: RuleGroup, options: RenderOptions): RenderedGroup {
  return { name, rules: rules.map((rule) => renderRule(rule, options)) };
}

function renderRule(rule: AlertRule | RecordingRule, options: RenderOptions): RenderedRule {
  const expr = renderExpression(rule.expr, options);
  if (!isAlert(rule)) return { record: rule.record, expr };
  const { alert, severity, labels, summary, description, dashboard } = rule;
  return {
    alert,
    expr,
    for: divideDuration(rule.for, options.durationDivisor ?? 1),
    labels: { severity, ...labels },
    annotations: {
      summary,
      description,
      runbook_url: runbookUrl(alert),
      dashboard_url: `/d/shoal-${dashboard}`,
    },
  };
}

function renderExpression(
  expression: string,
  { prefix = PREFIX, durationDivisor = 1 }: RenderOptions,
): string {
  return replaceInQuery(expression, (part, kind) => {
    if (kind === 'duration') return divideDuration(part, durationDivisor);
    return part.startsWith(PREFIX) ? prefix + part.slice(PREFIX.length) : part;
  });
}
