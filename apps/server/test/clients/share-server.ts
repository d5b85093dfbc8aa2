import {
  defaultApp,
  type ServerAddress,
  type ServerProcess,
  type StartServerOptions,
  startServer,
} from '@shoal/testing';

/** Where a server listens, its metrics included. */
export interface SharedServer extends ServerAddress {
  readonly metricsPort: number;
}

/** Milliseconds that a hook or a test which starts a server may take on a busy machine. */
export const startTimeout = 20_000;

/** One server for all tests of a file: it runs from the first test to the last. */
export function shareServer(options: StartServerOptions = {}): SharedServer {
  let server: ServerProcess | undefined;
  const running = (): ServerProcess => {
    if (server === undefined) throw new Error('The server of this file runs only while its tests do');
    return server;
  };
  // Nobody is left at the end whom a slow drain would spare anything.
  const env = { DRAIN_DELAY: '0', DRAIN_WINDOW: '0', ...options.env };
  beforeAll(async () => {
    server = await startServer({ ...options, env });
  }, startTimeout);
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  }, startTimeout);
  return {
    app: options.app ?? defaultApp,
    get host() {
      return running().host;
    },
    get port() {
      return running().port;
    },
    get metricsPort() {
      return running().metricsPort;
    },
  };
}
