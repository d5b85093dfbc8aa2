import {
  type AppCredentials,
  ServerCluster,
  type ServerProcess,
  startServer,
  type WorkerProcess,
} from '@shoal/testing';

/** Servers and what delivers their webhooks: workers, or with none of them the server itself. */
export interface Installation extends AsyncDisposable {
  readonly nodes: readonly ServerProcess[];
  readonly workers: readonly WorkerProcess[];
  /** One of the servers, counted from 0; where there is only one, always that. */
  node(index: number): ServerProcess;
}

export interface InstallationOptions {
  /** Endpoints of the default app. */
  readonly webhooks?: readonly object[] | undefined;
  /** Of every process; for apps of a test's own. */
  readonly config?: object;
  /** The app in it that clients use. The default app by default. */
  readonly app?: AppCredentials;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ClusterSize {
  readonly nodes?: number;
  readonly workers?: number;
}

/** Endpoints may be on this machine, unless `env` says otherwise. */
export function environmentOf({ webhooks, env }: InstallationOptions): Record<string, string> {
  return {
    WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1',
    ...(webhooks === undefined ? {} : { SOCKUDO_DEFAULT_APP_WEBHOOKS: JSON.stringify(webhooks) }),
    ...env,
  };
}

/** Servers and workers on a Redis of their own: two of each by default. */
export async function startCluster(
  { webhooks, ...options }: InstallationOptions,
  { nodes = 2, workers = 2 }: ClusterSize = {},
): Promise<ServerCluster> {
  return await ServerCluster.start({
    nodes,
    workers,
    ...options,
    env: environmentOf({ webhooks, ...options }),
  });
}

/** One server with nothing beside it. */
export async function startAlone({ webhooks, ...options }: InstallationOptions): Promise<Installation> {
  const env = { DRAIN_DELAY: '0', DRAIN_WINDOW: '0', ...environmentOf({ webhooks, ...options }) };
  const server = await startServer({ ...options, env, readyWithinMs: 40_000 });
  return {
    nodes: [server],
    workers: [],
    node: () => server,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** How Shoal is run, for `describe.each`. */
export const forms: readonly [
  name: string,
  start: (options: InstallationOptions) => Promise<Installation>,
][] = [
  ['two servers and two workers on Redis', (options) => startCluster(options)],
  ['one server that delivers itself', startAlone],
];
