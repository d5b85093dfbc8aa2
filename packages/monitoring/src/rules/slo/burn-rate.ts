import type { AlertRule, RecordingRule, RuleGroup, Severity } from '../rule.js';
import type { Objective } from './objectives.js';

const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

type Window = (typeof windows)[number];

/**
 * How fast an error budget of 30 days may be used up before somebody is told. Both windows have to be above: the long
 * one says that it matters, the short one that it still goes on. The factors are those of the SRE workbook: 2 % of the
 * budget in an hour, 5 % in six, 10 % in a day, 10 % in three days.
 */
interface BurnRate {
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
  readonly for: string;
  readonly severity: Severity;
}

export const burnRates: readonly BurnRate[] = [
  { factor: 14.4, long: '1h', short: '5m', for: '2m', severity: 'critical' },
  { factor: 6, long: '6h', short: '30m', for: '15m', severity: 'critical' },
  { factor: 3, long: '1d', short: '2h', for: '1h', severity: 'warning' },
  { factor: 1, long: '3d', short: '6h', for: '3h', severity: 'warning' },
];

/**
 * The rules of one objective. Windows beyond 5 minutes are means of recorded series, one a window and installation:
 * a rate over three days of what every app and endpoint has would be read from disk at each evaluation.
 */
export function objectiveRules(objective: Objective): RuleGroup {
  const { subject, errors, total } = objective;
  return {
    name: `shoal_slo_${subject.replace('sockudo_', '')}`,
    rules: [
      { record: errorsOf(subject), expr: errors },
      { record: totalOf(subject), expr: total },
      ...windows.map((window) => recordRatio(subject, window)),
      ...burnRates.map((rate) => burnAlert(objective, rate)),
    ],
  };
}

const errorsOf = (subject: string) => `cluster:${subject}:errors_rate5m`;
const totalOf = (subject: string) => `cluster:${subject}:rate5m`;
const ratioOf = (subject: string, window: Window) => `cluster:${subject}:error_ratio_rate${window}`;

/** Nothing is recorded for a window in which nothing happened. */
function recordRatio(subject: string, window: Window): RecordingRule {
  const record = ratioOf(subject, window);
  if (window === '5m') return { record, expr: `${errorsOf(subject)} / (${totalOf(subject)} > 0)` };
  return {
    record,
    expr: `sum_over_time(${errorsOf(subject)}[${window}]) / (sum_over_time(${totalOf(subject)}[${window}]) > 0)`,
  };
}

function burnAlert({ alert, subject, objective, summary, dashboard }: Objective, rate: BurnRate): AlertRule {
  const limit = `${rate.factor} * (1 - ${objective})`;
  const days = Number((30 / rate.factor).toFixed(1));
  return {
    alert,
    expr: `${ratioOf(subject, rate.long)} > ${limit}
and
${ratioOf(subject, rate.short)} > ${limit}`,
    for: rate.for,
    severity: rate.severity,
    summary,
    description: `{{ $value | humanizePercentage }} within ${rate.long}. So the error budget of 30 days is gone in ${days} days.`,
    dashboard,
    labels: { window: rate.long },
  };
}
