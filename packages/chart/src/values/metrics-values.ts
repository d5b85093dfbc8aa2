import { flag, kubernetesList, section, text, texts, type ValueNode, when } from './value.js';

const DURATION = { pattern: '^([0-9]+(ms|s|m|h))*$' };
const IS_ON = { properties: { enabled: { const: true } } };

const scraping: Readonly<Record<string, ValueNode>> = {
  enabled: flag('Makes it.', false),
  interval: text('Time between two scrapes. Empty: that of Prometheus.', '', DURATION),
  scrapeTimeout: text('Time for one scrape. Empty: that of Prometheus.', '', DURATION),
  labels: texts('Labels by which the Prometheus finds it.'),
  relabelings: kubernetesList('Further relabelings of targets.'),
  metricRelabelings: kubernetesList('Relabelings of samples.'),
};

/** Who reads the metrics, and what is made of them. */
export const metricsValues: ValueNode = section(
  'Metrics of all programs, on port 9601. It is on a Service of its own and never on the public one.',
  {
    prefix: text('Beginning of every metric name. Rules and dashboards follow it.', 'sockudo_', {
      pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$',
    }),
    podAnnotations: section('Annotations `prometheus.io/scrape`, `port` and `path` on the pods.', {
      enabled: flag('Sets them.', true),
    }),
    service: section('Service of port 9601, inside the cluster.', {
      enabled: flag('Makes it.', true),
      labels: texts('Further labels.'),
      annotations: texts('Annotations.'),
    }),
    serviceMonitor: section('ServiceMonitor of the Prometheus operator.', scraping),
    podMonitor: section('PodMonitor of the Prometheus operator, instead of the ServiceMonitor.', scraping),
    prometheusRule: section('PrometheusRules of the Prometheus operator: the rules of deploy/prometheus.', {
      enabled: flag('Makes them.', false),
      labels: texts('Labels by which the Prometheus finds them.'),
      groups: section('Which of them.', {
        guide: flag('The alerts of the monitoring guide (`alerts.yml`).', true),
        shoal: flag(
          'Further alerts, with the series they need (`alerts-shoal.yml`, `recording-rules.yml`).',
          true,
        ),
        objectives: flag('Alerts on error budgets (`slo.yml`).', true),
      }),
    }),
    dashboards: section(
      "ConfigMaps with the dashboards of deploy/grafana, for the sidecar of Grafana's chart.",
      {
        enabled: flag('Makes them.', false),
        namespace: text('Their namespace. Empty: that of the release.'),
        labels: texts('Labels by which the sidecar finds them.', { grafana_dashboard: '1' }),
        annotations: texts('Annotations; the sidecar can read the folder from one.', {
          grafana_folder: 'Shoal',
        }),
      },
    ),
  },
  {
    constraints: [
      { not: { properties: { serviceMonitor: IS_ON, podMonitor: IS_ON } } },
      when(
        { properties: { serviceMonitor: IS_ON } },
        { properties: { service: { properties: { enabled: { const: true } } } } },
      ),
    ],
  },
);
