import { flag, section, text, texts, type ValueNode, when } from '../value.js';
import { ruleValues } from './rule-values.js';
import { scrapingValues } from './scraping-values.js';

const IS_ON = { properties: { enabled: { const: true } } };

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
    serviceMonitor: section('ServiceMonitor of the Prometheus operator.', scrapingValues),
    podMonitor: section(
      'PodMonitor of the Prometheus operator, instead of the ServiceMonitor.',
      scrapingValues,
    ),
    prometheusRule: ruleValues,
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
