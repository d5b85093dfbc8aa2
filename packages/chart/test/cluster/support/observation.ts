import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  eventually,
  KubernetesApi,
  type PodRegistry,
  type PrometheusApi,
  type PrometheusProcess,
  startPrometheus,
  startVmagent,
} from '@shoal/testing';
import { parse } from 'yaml';
import { root } from '../../support/chart.js';

const guide = join(__dirname, 'guide-scrape-configuration.yml');
const ruleFiles = ['recording-rules.yml', 'alerts.yml', 'alerts-shoal.yml', 'slo.yml'];

/**
 * Prometheus as the monitoring guide has it find pods: by its own scrape configuration, of which nothing is changed. Two
 * things are added: `api_server`, because no pod of ours has a service account to find it with, and an interval of a
 * second, because a test has no minutes. vmagent scrapes, because Debian's Prometheus is built without the
 * discovery of Kubernetes; Prometheus gets what it scraped by remote write, and has the rules. Use it with `await using`.
 */
export class Observation implements AsyncDisposable {
  readonly #prometheus: PrometheusProcess;
  readonly #pods: PodRegistry;
  /** In the order in which they are to be stopped. */
  readonly #started: readonly AsyncDisposable[];

  private constructor(prometheus: PrometheusProcess, pods: PodRegistry, started: readonly AsyncDisposable[]) {
    this.#prometheus = prometheus;
    this.#pods = pods;
    this.#started = started;
  }

  /** @throws Error that says how to install Prometheus or vmagent when one is missing */
  static async start(pods: PodRegistry): Promise<Observation> {
    const started: AsyncDisposable[] = [];
    try {
      const kubernetes = await KubernetesApi.start(pods);
      started.unshift(kubernetes);
      const prometheus = await startRulingPrometheus();
      started.unshift(prometheus);
      const config = scrapeConfiguration(kubernetes.url);
      started.unshift(await startVmagent({ config, remoteWriteUrl: `${prometheus.url}/api/v1/write` }));
      return new Observation(prometheus, pods, started);
    } catch (error) {
      await disposeAll(started);
      throw error;
    }
  }

  get api(): PrometheusApi {
    return this.#prometheus.api;
  }

  /** Waits until Prometheus has one target for each pod that runs, all are up, and there are no others. */
  async seesEveryPod(): Promise<void> {
    await eventually(
      async () => {
        const samples = await this.api.query('up');
        const seen = samples.map(({ metric: { job, instance }, value }) => `${job} ${instance} ${value}`);
        expect(seen.sort()).toEqual(
          this.#pods
            .list()
            .map(({ name }) => `sockudo ${name} 1`)
            .sort(),
        );
      },
      { withinMs: 60_000, everyMs: 250, what: 'one healthy target for each pod' },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await disposeAll(this.#started);
  }
}

function startRulingPrometheus(): Promise<PrometheusProcess> {
  const rule_files = ruleFiles.map((name) => join(root, 'deploy/prometheus', name));
  return startPrometheus({
    config: { global: { evaluation_interval: '5s' }, rule_files },
    args: ['--web.enable-remote-write-receiver'],
  });
}

async function disposeAll(started: readonly AsyncDisposable[]): Promise<void> {
  for (const part of started) await part[Symbol.asyncDispose]();
}

function scrapeConfiguration(apiServer: string): object {
  const { scrape_configs } = parse(readFileSync(guide, 'utf8'));
  scrape_configs[0].kubernetes_sd_configs[0].api_server = apiServer;
  return { global: { scrape_interval: '1s' }, scrape_configs };
}
