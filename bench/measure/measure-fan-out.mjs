import { channel, escapedData } from '../load/payload.mjs';
import { runLoad } from '../load/run-load.mjs';
import { requestFile, writeRequest } from '../load/signed-request.mjs';
import { withServer } from '../servers/with-server.mjs';
import { cpuFigures } from './figures.mjs';

/**
 * @typedef {{
 *   subscribers: number, outstanding: number, burst: number, publish: 'http' | 'ws',
 *   isExcluding?: boolean, isTls?: boolean, args?: string[],
 * }} FanOut `burst`: publishes that are sent at once; `isExcluding`: each publish names a socket that must not get it
 */

/** Publishes in a closed loop to a server that runs, and returns the load client's line. */
export function runFanOut(setup, { server, column, context }) {
  const { subscribers, outstanding, burst, publish, isExcluding = false, isTls = false, args = [] } = setup;
  // A connection carries one request at a time; a client may send any number of events.
  const connections = publish === 'http' ? outstanding : 1;
  const requests =
    publish === 'http' ? Array.from({ length: isExcluding ? outstanding : 1 }, (_, n) => n) : [];
  const write = (socketIds) => {
    for (const index of requests) writeRequest({ index, exceptSocketId: socketIds[index] });
  };
  if (!isExcluding) write([]);
  return runLoad({
    program: isTls ? undefined : context.programs?.load,
    onReady: write,
    args: [
      ...['--mode', 'fan-out', '--port', server.port, '--pids', server.pids.join(','), ...column.client],
      ...['--connections', subscribers, '--channel', channel, '--data', escapedData],
      ...['--publish', publish, '--publishers', connections, '--outstanding', outstanding, '--burst', burst],
      ...['--warmup', context.warmup, '--seconds', context.seconds],
      ...requests.flatMap((index) => ['--request', requestFile(index)]),
      ...(isExcluding ? ['--excluded', '--announce', requests.length] : []),
      ...(isTls ? ['--tls'] : []),
      ...args,
    ].map(String),
  });
}

/** CPU a delivery; of a fan-out without subscribers, CPU a request. */
export function measureFanOut(setup, column, context) {
  const options = { ...column.server, isTls: setup.isTls };
  return withServer(column, { context, options }, async (server) =>
    cpuFigures(await runWarmFanOut(setup, { server, column, context })),
  );
}

/**
 * The same after a small crowd has made the server's publishing path hot. With thousands of subscribers too few publishes
 * fit into a warm-up, and a path that V8 has not compiled yet would be measured.
 */
export async function runWarmFanOut(setup, parts) {
  const few = { ...setup, subscribers: 10, outstanding: 16, burst: 8, isExcluding: false, args: [] };
  await runFanOut(few, { ...parts, context: { ...parts.context, seconds: 0.1 } });
  return runFanOut(setup, parts);
}
