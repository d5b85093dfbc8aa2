/** `critical` wakes somebody; `warning` is looked at within the day. */
export type Severity = 'critical' | 'warning';

/** The dashboard that shows what an alert is about: `overview` is at `/d/shoal-overview`. */
export type DashboardName =
  | 'overview'
  | 'server'
  | 'api'
  | 'channels'
  | 'cluster'
  | 'webhooks'
  | 'push'
  | 'runtime'
  | 'troubleshooting';

export interface AlertRule {
  readonly alert: string;
  /**
   * PromQL with the default prefix. No range is shorter than 5 minutes, so that four scrapes are always in it: fewer
   * would make an alert blink.
   */
  readonly expr: string;
  /** How long the expression has to hold. */
  readonly for: string;
  readonly severity: Severity;
  /** One line. Both texts may use `{{ $labels.name }}` and `{{ $value }}`. */
  readonly summary: string;
  readonly description: string;
  readonly dashboard: DashboardName;
  /** Beside `severity`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A series that Prometheus keeps, named `level:metric:operations`. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** Rules that are evaluated one after the other, at the same moment. */
export interface RuleGroup {
  readonly name: string;
  /** How often, where that is not as Prometheus is configured. */
  readonly interval?: string;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** The labels that keep installations apart which share a Prometheus. Empty where the scrape configuration sets none. */
export const INSTALLATION = 'environment, cluster';

export function isAlert(rule: AlertRule | RecordingRule): rule is AlertRule {
  return 'alert' in rule;
}
