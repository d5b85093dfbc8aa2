import {
  type ConfigurationSource,
  MonitoringProcess,
  type MonitoringProgram,
  startProgram,
} from './monitoring-process.js';
import { PrometheusApi } from './prometheus-api.js';

export interface StartPrometheusOptions {
  /** `prometheus.yml` as an object or the path of a file. Nothing is scraped by default. */
  readonly config?: ConfigurationSource;
  /** More arguments of the command line. */
  readonly args?: readonly string[];
}

/** A real Prometheus that begins with empty storage. */
export class PrometheusProcess extends MonitoringProcess {
  readonly api = new PrometheusApi(this);
}

/**
 * @throws Error that says how to install Prometheus when it is missing, or with what it wrote when it refuses its
 * configuration
 */
export function startPrometheus({
  config = {},
  args = [],
}: StartPrometheusOptions = {}): Promise<PrometheusProcess> {
  const program: MonitoringProgram = {
    program: 'prometheus',
    debianPackage: 'prometheus',
    readyPath: '/-/ready',
    config,
    args: ({ port, directory, configPath }) => [
      `--config.file=${configPath}`,
      `--storage.tsdb.path=${directory}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-lifecycle',
      '--log.level=warn',
      // It takes seconds to find its Alertmanager, and the first word of an alert goes nowhere until then.
      '--rules.alert.resend-delay=2s',
      ...args,
    ],
  };
  return startProgram(program, (placement) => new PrometheusProcess(program, placement));
}
