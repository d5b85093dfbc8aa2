import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Alertmanager,
  eventually,
  type PrometheusProcess,
  startAlertmanager,
  startPrometheus,
} from '@shoal/testing';
import { readThresholds } from '../../../src/rules/read-thresholds.js';
import { renderRules, writeRuleFile } from '../../../src/rules/render-rules.js';
import { AlertWatch } from './alert-watch.js';

/** A process that is scraped. */
export interface Target {
  /** `host:port` of its metrics. */
  readonly address: string;
  readonly role: 'server' | 'webhook-worker' | 'push-worker';
  /** The installation that it is part of. */
  readonly cluster: string;
}

export interface MonitoredOptions {
  readonly targets: readonly Target[];
  /** Where they differ from the defaults. */
  readonly thresholds?: Readonly<Record<string, number>>;
  /** 60 by default: a minute of the rules is a second. */
  readonly durationDivisor?: number;
  /** Seconds between two scrapes and evaluations, and for a scrape: 1 by default. */
  readonly intervalSeconds?: number;
}

/** Prometheus with our rules, and Alertmanager. Use it with `await using`. */
export class Monitored implements AsyncDisposable {
  readonly prometheus: PrometheusProcess;
  readonly watch: AlertWatch;
  readonly #alertmanager: Alertmanager;
  readonly #folder: string;

  private constructor(prometheus: PrometheusProcess, alertmanager: Alertmanager, folder: string) {
    this.prometheus = prometheus;
    this.watch = new AlertWatch(alertmanager);
    this.#alertmanager = alertmanager;
    this.#folder = folder;
  }

  static async start(options: MonitoredOptions): Promise<Monitored> {
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    const ruleFiles = writeRules(folder, options);
    const alertmanager = await startAlertmanager();
    const config = configuration(options, ruleFiles, alertmanager.server.address);
    const prometheus = await startPrometheus({ config });
    const monitored = new Monitored(prometheus, alertmanager, folder);
    try {
      await monitored.#whenScraped(options.targets.length);
      return monitored;
    } catch (error) {
      await monitored[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Waits until every target was scraped some times: what has no past cannot be missed. */
  async #whenScraped(targets: number): Promise<void> {
    const scraped = async () => {
      const [count] = await this.prometheus.api.query('count(count_over_time(up[1m]) >= 3)');
      return count?.value === targets;
    };
    await eventually(scraped, { withinMs: 20_000, everyMs: 200, what: 'targets that were scraped' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.prometheus[Symbol.asyncDispose]();
    await this.#alertmanager[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true });
  }
}

function writeRules(folder: string, { thresholds = {}, durationDivisor = 60 }: MonitoredOptions): string[] {
  return renderRules({ thresholds: readThresholds(thresholds), durationDivisor }).map((file) => {
    const path = join(folder, file.name);
    writeFileSync(path, writeRuleFile(file));
    return path;
  });
}

function configuration(
  { targets, intervalSeconds = 1 }: MonitoredOptions,
  ruleFiles: readonly string[],
  alertmanager: string,
): object {
  const interval = `${intervalSeconds}s`;
  return {
    global: { scrape_interval: interval, evaluation_interval: interval },
    rule_files: ruleFiles,
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [
      {
        job_name: 'sockudo',
        static_configs: targets.map(({ address, ...labels }) => ({ targets: [address], labels })),
      },
    ],
  };
}
