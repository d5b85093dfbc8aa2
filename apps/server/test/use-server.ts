import { type ServerProcess, type StartServerOptions, startServer } from '@shoal/testing';

// To start a process takes seconds on a machine that runs other tests too.
jest.setTimeout(30_000);

/** A test that failed may leave its clients connected: the server is stopped all the same, at once. */
const impatient = { DRAIN_DELAY: '0', DRAIN_WINDOW: '0' };

/** Milliseconds that a test or hook may take which starts a server, on a machine that has much else to do. */
export const startTimeout = 20_000;

/** A server that does not wait for its clients when it is stopped. Use it with `await using`. */
export async function startImpatientServer(options: StartServerOptions = {}): Promise<ServerProcess> {
  return await startServer({ ...options, env: { ...impatient, ...options.env } });
}

/** One server for all tests of a file. Its tests share it, so every test names channels of its own. */
export function useServer(options: StartServerOptions = {}): () => ServerProcess {
  let running: ServerProcess | undefined;
  beforeAll(async () => {
    running = await startImpatientServer(options);
  });
  afterAll(() => running?.[Symbol.asyncDispose]());
  return () => {
    if (running === undefined)
      throw new Error('The server runs only while the tests do: ask for it in a test');
    return running;
  };
}
