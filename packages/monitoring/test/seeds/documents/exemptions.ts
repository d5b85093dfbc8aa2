import type { SeedDocument } from '../seed-row.js';

const heading = 'a heading in a file of rules: the rows are the alerts below it';
const grafana = "a key of Grafana's dashboards: the panels are rows, and run-panels reads the files";
const elasticsearch = 'a word of a search: the three searches are rows, word for word';

/** What has no row, with the reason. */
export const exemptions: Readonly<Record<SeedDocument, Readonly<Record<string, string>>>> = {
  guide: {
    node_exporter: 'a program: its metrics, its port and its service are rows',
    'Connection Alerts': heading,
    'Performance Alerts': heading,
    'System Health Alerts': heading,
    'Queue Alerts (if using queues)': heading,
    'Cache Performance': heading,
    YOUR_SLACK_WEBHOOK_URL: 'stands for a value of the reader; amtool reads the file that has it',
    1000: 'the threshold of two alerts, which their rows compare with',
    8601: 'of the name ISO8601, which the filter of logstash.conf has; lines go through it in the rows of searches',
    ...{ dashboard: grafana, title: grafana, panels: grafana, targets: grafana },
    ...{ expr: grafana, legendFormat: grafana },
    ...{ query: elasticsearch, bool: elasticsearch, must: elasticsearch, term: elasticsearch },
    ...{ service: elasticsearch, level: elasticsearch, filter: elasticsearch, range: elasticsearch },
    ...{ gte: elasticsearch, wildcard: elasticsearch, message: elasticsearch, match: elasticsearch },
  },
  observability: {
    sockudo_push: 'our line has the target shoal_push, which the row of the line says',
    5000: 'an example of a port: the row of the key takes a free one',
    1024: 'the value with which the row of buffer_size starts its server',
    'APNs, FCM, Web Push latency by outcome': 'a row for each of the three',
  },
  soketi: {
    METRICS_ENABLED: "soketi's own text leaves the prefix out; the name without it is a row of the guide",
  },
};
