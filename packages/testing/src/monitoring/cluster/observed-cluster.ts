import { type MetricsScrape, scrapeMetrics } from '../../metrics-scrape.js';
import { PushEnvironment } from '../../push/services/push-environment.js';
import { type PushServicesProcess, startPushServices } from '../../push/services/push-services-process.js';
import { ServerCluster } from '../../server/server-cluster.js';
import { startPushWorker, type WorkerProcess } from '../../server/worker-process.js';
import { DemoLoad, type DemoLoadOptions } from '../load/demo-load.js';
import { Ledger } from '../load/ledger.js';
import {
  type Alertmanager,
  type StartAlertmanagerOptions,
  startAlertmanager,
} from '../programs/start-alertmanager.js';
import { startNodeExporter } from '../programs/start-node-exporter.js';
import { type PrometheusProcess, startPrometheus } from '../programs/start-prometheus.js';
import { configureApps, observedApps } from './observed-apps.js';
import { type ObservedProcess, type ObservedRole, scrapeConfiguration } from './scrape-configuration.js';
import { WebhookCounter } from './webhook-counter.js';

export interface ObservedClusterOptions {
  /** 3 by default. */
  readonly servers?: number;
  /** Of every process of ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Between two scrapes and evaluations: `1s` by default. */
  readonly interval?: string;
  /** Absolute paths of rule files. */
  readonly ruleFiles?: readonly string[];
  /** Starts one: `{}` for one that notifies its receiver at once. */
  readonly alertmanager?: StartAlertmanagerOptions;
  /** Starts one, as the job `node`. */
  readonly hasNodeExporter?: boolean;
  /** Does not start Prometheus, for those who scrape themselves. */
  readonly hasPrometheus?: boolean;
  /** Of the load, which begins with {@link DemoLoad.play}. */
  readonly load?: DemoLoadOptions;
}

interface Parts {
  readonly endpoints: readonly WebhookCounter[];
  readonly pushServices: PushServicesProcess;
  readonly cluster: ServerCluster;
  readonly pushWorker: WorkerProcess;
  readonly load: DemoLoad;
  readonly processes: readonly ObservedProcess[];
  readonly alertmanager: Alertmanager | undefined;
  readonly prometheus: PrometheusProcess | undefined;
}

/**
 * A whole installation under observation: servers, a webhook worker and a push worker on one Redis, endpoints and
 * push providers that count, Prometheus, and a load that keeps a ledger. Use it with `await using`.
 */
export class ObservedCluster implements AsyncDisposable {
  /** The servers and the webhook worker. */
  readonly cluster: ServerCluster;
  readonly pushWorker: WorkerProcess;
  /** Of each app, in their order. */
  readonly endpoints: readonly WebhookCounter[];
  readonly pushServices: PushServicesProcess;
  readonly load: DemoLoad;
  /** All that is scraped. */
  readonly processes: readonly ObservedProcess[];
  readonly #parts: Parts;
  readonly #started: readonly AsyncDisposable[];

  constructor(parts: Parts, started: readonly AsyncDisposable[]) {
    this.cluster = parts.cluster;
    this.pushWorker = parts.pushWorker;
    this.endpoints = parts.endpoints;
    this.pushServices = parts.pushServices;
    this.load = parts.load;
    this.processes = parts.processes;
    this.#parts = parts;
    this.#started = started;
  }

  /** @throws Error when it was started without */
  get prometheus(): PrometheusProcess {
    const { prometheus } = this.#parts;
    if (prometheus === undefined) throw new Error('It was started without Prometheus');
    return prometheus;
  }

  /** @throws Error when it was started without */
  get alertmanager(): Alertmanager {
    const { alertmanager } = this.#parts;
    if (alertmanager === undefined) throw new Error('It was started without an Alertmanager');
    return alertmanager;
  }

  /** By its name in the ledger: `server-0`, `webhook-worker`, `push-worker`. */
  process(name: string): ObservedProcess {
    const found = this.processes.find((process) => process.name === name);
    if (found === undefined) throw new Error(`There is no process ${name}`);
    return found;
  }

  /** Numbers of one process, as it tells them now. */
  async scrape(name: string): Promise<MetricsScrape> {
    return await scrapeMetrics(this.process(name).process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await disposeAll(this.#started);
  }
}

/** @throws Error that says what is missing or did not start; what was started by then is stopped */
export async function startObservedCluster(options: ObservedClusterOptions = {}): Promise<ObservedCluster> {
  const started: AsyncDisposable[] = [];
  const keep = <Part extends AsyncDisposable>(part: Part): Part => {
    started.push(part);
    return part;
  };
  try {
    const parts = await startParts(options, keep);
    return new ObservedCluster(parts, started);
  } catch (error) {
    await disposeAll(started);
    throw error;
  }
}

type Keep = <Part extends AsyncDisposable>(part: Part) => Part;

async function startParts(options: ObservedClusterOptions, keep: Keep): Promise<Parts> {
  const ledger = new Ledger();
  const endpoints = await Promise.all(observedApps.map((app) => WebhookCounter.start(app, ledger)));
  for (const endpoint of endpoints) keep(endpoint);
  const pushServices = keep(await startPushServices(['--subscriptions', '10']));
  const environment = keep(await PushEnvironment.create(pushServices.description));
  const config = configureApps(endpoints);
  const env = { WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1', PUSH_ALLOW_PRIVATE_TARGETS: '1', ...options.env };
  const cluster = keep(await ServerCluster.start({ nodes: options.servers ?? 3, workers: 1, config, env }));
  const { host, port } = cluster.redis;
  const queue = { QUEUE_DRIVER: 'redis', REDIS_URL: `redis://${host}:${port}` };
  const pushWorker = keep(
    await startPushWorker({
      ...{ config, env: { ...queue, ...environment.variables, ...env } },
      readyWithinMs: 40_000,
    }),
  );
  const processes = nameProcesses(cluster, pushWorker);
  const load = keep(
    new DemoLoad(
      { servers: cluster.nodes, apps: observedApps, pushServices: pushServices.description, ledger },
      options.load,
    ),
  );
  const watchers = await startWatchers(processes, options, keep);
  return { endpoints, pushServices, cluster, pushWorker, load, processes, ...watchers };
}

async function startWatchers(
  processes: readonly ObservedProcess[],
  options: ObservedClusterOptions,
  keep: Keep,
): Promise<Pick<Parts, 'alertmanager' | 'prometheus'>> {
  if (options.hasPrometheus === false) return { alertmanager: undefined, prometheus: undefined };
  const alertmanager = options.alertmanager && keep(await startAlertmanager(options.alertmanager));
  const nodeExporter = options.hasNodeExporter ? keep(await startNodeExporter()) : undefined;
  const config = scrapeConfiguration(processes, {
    interval: options.interval ?? '1s',
    ruleFiles: options.ruleFiles ?? [],
    alertmanager: alertmanager?.server.address,
    nodeExporter: nodeExporter?.address,
  });
  return { alertmanager, prometheus: keep(await startPrometheus({ config })) };
}

function nameProcesses(cluster: ServerCluster, pushWorker: WorkerProcess): ObservedProcess[] {
  const describe = (name: string, role: ObservedRole, process: ObservedProcess['process']) => ({
    ...{ name, role, process },
    instance: `${process.host}:${process.metricsPort}`,
  });
  return [
    ...cluster.nodes.map((node, index) => describe(`server-${index}`, 'server', node)),
    describe('webhook-worker', 'webhook-worker', cluster.worker(0)),
    describe('push-worker', 'push-worker', pushWorker),
  ];
}

/** The last first. */
async function disposeAll(started: readonly AsyncDisposable[]): Promise<void> {
  for (const part of [...started].reverse()) await part[Symbol.asyncDispose]();
}
