import {
  type ConfigurationSource,
  MonitoringProcess,
  type MonitoringProgram,
  startProgram,
} from './monitoring-process.js';
import { PrometheusApi } from './prometheus-api.js';

export interface StartVmagentOptions {
  /** A configuration of Prometheus, of which it reads `global` and `scrape_configs`. */
  readonly config: ConfigurationSource;
  /** Where it sends what it has scraped. Nowhere by default. */
  readonly remoteWriteUrl?: string;
}

/** Reads scrape configurations as Prometheus does, and knows Kubernetes, which Debian's Prometheus does not. */
export class VmagentProcess extends MonitoringProcess {
  /** It tells of its targets as Prometheus does, and answers no queries. */
  readonly api = new PrometheusApi(this);
}

/** @throws Error that says how to install it when it is missing, or with what it wrote when it ends */
export function startVmagent({
  config,
  remoteWriteUrl = 'http://127.0.0.1:9/',
}: StartVmagentOptions): Promise<VmagentProcess> {
  const program: MonitoringProgram = {
    program: 'vmagent',
    debianPackage: 'victoria-metrics',
    readyPath: '/health',
    config,
    args: ({ port, directory, configPath }) => [
      `-promscrape.config=${configPath}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      `-remoteWrite.tmpDataPath=${directory}/data`,
      `-remoteWrite.url=${remoteWriteUrl}`,
      // It hears of a change at once, and acts on it when it next looks: after half a minute unless it is told.
      '-promscrape.kubernetesSDCheckInterval=1s',
      '-loggerLevel=WARN',
    ],
  };
  return startProgram(program, (placement) => new VmagentProcess(program, placement));
}
