import { flag, kubernetesList, text, texts, type ValueNode } from '../value.js';

const DURATION = { pattern: '^([0-9]+(ms|s|m|h))*$' };

/** What can be said of a ServiceMonitor, and of a PodMonitor. */
export const scrapingValues: Readonly<Record<string, ValueNode>> = {
  enabled: flag('Makes it.', false),
  interval: text('Time between two scrapes. Empty: that of Prometheus.', '', DURATION),
  scrapeTimeout: text('Time for one scrape. Empty: that of Prometheus.', '', DURATION),
  labels: texts('Labels by which the Prometheus finds it.'),
  relabelings: kubernetesList('Further relabelings of targets.'),
  metricRelabelings: kubernetesList('Relabelings of samples.'),
};
