import { defaultThresholds } from '../../../rules/read-thresholds.js';
import { burnRates } from '../../../rules/slo/burn-rate.js';
import { type Objective, objectives } from '../../../rules/slo/objectives.js';
import { rising } from '../../kinds/looks/thresholds.js';
import type { TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { IN_INSTALLATION } from '../../promql.js';

const promised = objectives(defaultThresholds);
const fastest = Math.max(...burnRates.map(({ factor }) => factor));

const burnRate = ({ subject, objective }: Objective): string =>
  `max(cluster:${subject}:error_ratio_rate1h{${IN_INSTALLATION}}) / (1 - ${objective})`;

/** `ShoalApiErrorBudgetBurn` is about Api. */
const nameOf = ({ alert }: Objective): string => alert.replace(/^Shoal|ErrorBudgetBurn$/g, '');

export const errorBudgets: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Error budgets, burn rate of the last hour',
  unit: 'count',
  shows:
    'How fast what may go wrong within 30 days is used up: at 1 it lasts just as long. One line for each objective of slo.yml.',
  good: 'Below 1, mostly 0.',
  otherwise: `At ${fastest} the budget is gone in two days, and somebody is called. The runbook of the objective says where to look.`,
  alerts: promised.map(({ alert }) => alert),
  thresholds: rising(1, fastest),
  queries: promised.map((objective) => ({ expr: burnRate(objective), legend: nameOf(objective) })),
};
