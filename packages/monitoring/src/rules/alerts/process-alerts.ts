import { INSTALLATION, type RuleGroup } from '../rule.js';
import type { WrittenThresholds } from '../thresholds.js';

/** What any of our processes may have, or be missing. */
export function processAlerts(thresholds: WrittenThresholds): RuleGroup {
  return {
    name: 'shoal_processes',
    rules: [...healthAlerts, ...presenceAlerts(thresholds), ...resourceAlerts(thresholds)],
  };
}

const healthAlerts: RuleGroup['rules'] = [
  {
    alert: 'ShoalNotReady',
    expr: 'sockudo_ready == 0 unless sockudo_draining == 1',
    for: '2m',
    severity: 'critical',
    summary: '{{ $labels.instance }} is not ready',
    description: '{{ $labels.instance }} answers, takes no connections or jobs, and is not draining.',
    dashboard: 'troubleshooting',
  },
  {
    alert: 'ShoalDegraded',
    expr: 'sockudo_degraded == 1',
    for: '2m',
    severity: 'warning',
    summary: '{{ $labels.instance }} is degraded: {{ $labels.reason }}',
    description:
      '{{ $labels.instance }} goes on, but without what it needs from this part: {{ $labels.reason }}.',
    dashboard: 'troubleshooting',
  },
  {
    alert: 'ShoalDrainStuck',
    expr: 'sockudo_draining == 1',
    for: '10m',
    severity: 'warning',
    summary: '{{ $labels.instance }} does not end',
    description: '{{ $labels.instance }} was told to stop, and has been draining for more than 10 minutes.',
    dashboard: 'troubleshooting',
  },
];

function presenceAlerts({ expectedServers, restarts }: WrittenThresholds): RuleGroup['rules'] {
  const server = 'sockudo_build_info{role="server"}';
  const now = `count by (${INSTALLATION}) (${server})`;
  // An installation whose last server is gone is known by its past, and one that never had any by nothing at all.
  const before = `0 * count by (${INSTALLATION}) (last_over_time(${server}[1h]))`;
  return [
    {
      alert: 'ShoalServersMissing',
      expr: `(${now} or ${before} or 0 * absent(${server})) < ${expectedServers}`,
      for: '2m',
      severity: 'critical',
      summary: 'Servers are missing{{ with $labels.cluster }} in {{ . }}{{ end }}',
      description: `{{ $value }} servers answer to Prometheus, and there should be ${expectedServers}.`,
      dashboard: 'overview',
    },
    {
      alert: 'ShoalRestarting',
      expr: `changes(sockudo_process_start_time_seconds[30m]) > ${restarts}`,
      for: '1m',
      severity: 'warning',
      summary: '{{ $labels.instance }} restarts again and again',
      description: '{{ $labels.instance }} has begun anew {{ $value }} times within half an hour.',
      dashboard: 'runtime',
    },
  ];
}

function resourceAlerts({ eventLoopLagSeconds, openFilesRatio }: WrittenThresholds): RuleGroup['rules'] {
  return [
    {
      alert: 'ShoalEventLoopSlow',
      expr: `sockudo_nodejs_eventloop_lag_p99_seconds > ${eventLoopLagSeconds}`,
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.instance }} has more to do than it manages',
      description:
        'One turn in a hundred of {{ $labels.instance }} comes {{ $value | humanizeDuration }} late.',
      dashboard: 'runtime',
    },
    {
      alert: 'ShoalOpenFilesHigh',
      expr: `sockudo_process_open_fds / sockudo_process_max_fds > ${openFilesRatio}`,
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.instance }} runs out of file descriptors',
      description:
        '{{ $labels.instance }} uses {{ $value | humanizePercentage }} of them; each connection needs one.',
      dashboard: 'runtime',
    },
    {
      alert: 'ShoalMetricSeriesFolded',
      expr: 'increase(sockudo_metrics_series_folded_total[1h]) > 0',
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.instance }} has apps that the metrics do not tell apart',
      description: 'A metric was full: what further apps do is counted as app_id="__overflow__".',
      dashboard: 'runtime',
    },
  ];
}
