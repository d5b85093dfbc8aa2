import {
  ApiClient,
  defaultApp,
  PushEnvironment,
  type PushServicesProcess,
  ServerCluster,
  type ServerProcess,
  startPushServices,
  startPushWorker,
  WebhookReceiver,
  type WorkerProcess,
} from '@shoal/testing';
import { Monitored, type Target } from './monitored.js';

/** The name of the installation, in the label `cluster`. */
export const clusterName = 'main';

const small = {
  WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1',
  PUSH_ALLOW_PRIVATE_TARGETS: '1',
  PUSH_RETRY_MAX_ATTEMPTS: '2',
  PUSH_RETRY_INITIAL_BACKOFF_MS: '100',
};

interface Parts {
  readonly cluster: ServerCluster;
  readonly pushWorker: WorkerProcess;
  readonly pushServices: PushServicesProcess;
  readonly monitored: Monitored;
}

/** Two servers, a webhook worker and a push worker on one Redis, under Prometheus. Use it with `await using`. */
export class WatchedCluster implements AsyncDisposable {
  readonly cluster: ServerCluster;
  readonly pushWorker: WorkerProcess;
  readonly pushServices: PushServicesProcess;
  readonly monitored: Monitored;
  /** Of the first server. */
  readonly api: ApiClient;
  readonly #started: readonly AsyncDisposable[];

  private constructor(parts: Parts, started: readonly AsyncDisposable[]) {
    this.cluster = parts.cluster;
    this.pushWorker = parts.pushWorker;
    this.pushServices = parts.pushServices;
    this.monitored = parts.monitored;
    this.api = new ApiClient(this.server(0));
    this.#started = started;
  }

  static async start(thresholds: Readonly<Record<string, number>>): Promise<WatchedCluster> {
    const started: AsyncDisposable[] = [];
    const keep = <Part extends AsyncDisposable>(part: Part): Part => {
      started.push(part);
      return part;
    };
    try {
      return new WatchedCluster(await startParts(thresholds, keep), started);
    } catch (error) {
      await disposeAll(started);
      throw error;
    }
  }

  server(index: number): ServerProcess {
    return this.cluster.node(index);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.api[Symbol.dispose]();
    await disposeAll(this.#started);
  }
}

type Keep = <Part extends AsyncDisposable>(part: Part) => Part;

async function startParts(thresholds: Readonly<Record<string, number>>, keep: Keep): Promise<Parts> {
  const endpoint = keep(await WebhookReceiver.start());
  const pushServices = keep(await startPushServices());
  const environment = keep(await PushEnvironment.create(pushServices.description));
  const config = configurationWith(endpoint);
  const cluster = keep(await ServerCluster.start({ nodes: 2, workers: 1, config, env: small }));
  const { host, port } = cluster.redis;
  const env = {
    ...{ QUEUE_DRIVER: 'redis', REDIS_URL: `redis://${host}:${port}` },
    ...environment.variables,
    // Apple does not know it: no delivery to APNs succeeds.
    ...{ APNS_KEY_ID: 'REVOKED', ...small },
  };
  const pushWorker = keep(await startPushWorker({ config, env, readyWithinMs: 40_000 }));
  const targets: Target[] = [
    ...cluster.nodes.map((node) => targetOf('server', node)),
    targetOf('webhook-worker', cluster.worker(0)),
    targetOf('push-worker', pushWorker),
  ];
  const monitored = keep(await Monitored.start({ targets, thresholds }));
  return { cluster, pushWorker, pushServices, monitored };
}

function configurationWith({ url }: WebhookReceiver): object {
  const app = {
    ...defaultApp,
    features: { enable_client_messages: true },
    webhooks: [{ url, event_types: ['client_event', 'push_status'] }],
  };
  return { app_manager: { array: { apps: [app] } } };
}

function targetOf(
  role: Target['role'],
  { host, metricsPort }: Pick<WorkerProcess, 'host' | 'metricsPort'>,
): Target {
  return { role, cluster: clusterName, address: `${host}:${metricsPort}` };
}

/** The last first. */
async function disposeAll(started: readonly AsyncDisposable[]): Promise<void> {
  for (const part of [...started].reverse()) await part[Symbol.asyncDispose]();
}
