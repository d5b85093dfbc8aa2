import { clusterAlerts } from './alerts/cluster-alerts.js';
import { jobAlerts } from './alerts/job-alerts.js';
import { processAlerts } from './alerts/process-alerts.js';
import { pushAlerts } from './alerts/push-alerts.js';
import { seedAlerts } from './alerts/seed-alerts.js';
import { trafficAlerts } from './alerts/traffic-alerts.js';
import { appRatioRecordings } from './app-ratios.js';
import { type AlertRule, isAlert, type RuleGroup } from './rule.js';
import { objectiveRules } from './slo/burn-rate.js';
import { objectives } from './slo/objectives.js';
import type { WrittenThresholds } from './thresholds.js';

/** A file of rules that Prometheus loads. */
export interface RuleFile {
  readonly name: string;
  /** Stands at its beginning. */
  readonly about: string;
  readonly groups: readonly RuleGroup[];
}

/** All rules, as files. `alerts.yml` and `slo.yml` need no other file; `alerts-shoal.yml` needs `recording-rules.yml`. */
export function ruleFiles(thresholds: WrittenThresholds): readonly RuleFile[] {
  return [
    {
      name: 'recording-rules.yml',
      about: 'Series that alerts-shoal.yml compares with their own past.',
      groups: [appRatioRecordings()],
    },
    {
      name: 'alerts.yml',
      about: 'The alerts of the monitoring guide, with expressions that mean what their texts say.',
      groups: [seedAlerts(thresholds)],
    },
    {
      name: 'alerts-shoal.yml',
      about: 'Further alerts on what operators can act on.',
      groups: [
        processAlerts(thresholds),
        clusterAlerts(thresholds),
        trafficAlerts(thresholds),
        jobAlerts(thresholds),
        pushAlerts(thresholds),
      ],
    },
    {
      name: 'slo.yml',
      about: 'Service level objectives over 30 days, with alerts on how fast their error budgets burn.',
      groups: objectives(thresholds).map(objectiveRules),
    },
  ];
}

/** Every alert. Those on error budgets come several times, with different windows. */
export function allAlerts(thresholds: WrittenThresholds): readonly AlertRule[] {
  return ruleFiles(thresholds).flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.filter(isAlert)));
}
