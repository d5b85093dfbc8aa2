import type { SpawnedProcess } from '../../server/spawned-process.js';

/** Values of the label `role`. */
export type ObservedRole = 'server' | 'webhook-worker' | 'push-worker';

/** A process whose metrics are scraped. */
export interface ObservedProcess {
  /** Its name in the load's ledger: `server-0`, `webhook-worker`. */
  readonly name: string;
  readonly role: ObservedRole;
  /** Value of the label `instance`. */
  readonly instance: string;
  readonly process: SpawnedProcess & { readonly host: string; readonly metricsPort: number };
}

export interface ScrapeOptions {
  readonly interval: string;
  readonly ruleFiles: readonly string[];
  /** `host:port` of an Alertmanager. */
  readonly alertmanager?: string | undefined;
  /** `host:port` of a node_exporter. */
  readonly nodeExporter?: string | undefined;
}

/** `prometheus.yml` for an installation: the job `sockudo`, and the labels that rules and dashboards count on. */
export function scrapeConfiguration(
  processes: readonly ObservedProcess[],
  { interval, ruleFiles, alertmanager, nodeExporter }: ScrapeOptions,
): object {
  const installation = { environment: 'production', cluster: 'main' };
  const host = nodeExporter === undefined ? [] : [{ targets: [nodeExporter], labels: installation }];
  return {
    global: { scrape_interval: interval, evaluation_interval: interval },
    rule_files: ruleFiles,
    alerting: {
      alertmanagers: alertmanager === undefined ? [] : [{ static_configs: [{ targets: [alertmanager] }] }],
    },
    scrape_configs: [
      {
        job_name: 'sockudo',
        static_configs: processes.map(({ role, instance }) => ({
          targets: [instance],
          labels: { ...installation, role },
        })),
      },
      { job_name: 'node', static_configs: host },
    ],
  };
}
