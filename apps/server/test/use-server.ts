import { type ServerProcess, type StartServerOptions, startServer } from '@shoal/testing';

/** A test that failed may leave its clients connected: the server is stopped all the same, at once. */
const impatient = { DRAIN_DELAY: '0', DRAIN_WINDOW: '0' };

/** Milliseconds that a test or hook may take which starts a server, on a machine that has much else to do. */
export const startTimeout = 20_000;

/** One server for all tests of a file. Its tests share it, so every test names channels of its own. */
export function useServer(options: StartServerOptions = {}): () => ServerProcess {
  let running: ServerProcess | undefined;
  beforeAll(async () => {
    running = await startServer({ ...options, env: { ...impatient, ...options.env } });
  }, startTimeout);
  afterAll(() => running?.[Symbol.asyncDispose](), startTimeout);
  return () => {
    if (running === undefined)
      throw new Error('The server runs only while the tests do: ask for it in a test');
    return running;
  };
}
