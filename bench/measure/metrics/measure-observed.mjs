import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '../../servers/start-process.mjs';
import { withServer } from '../../servers/with-server.mjs';
import { cpuFigures } from '../figures.mjs';
import { runWarmFanOut } from '../measure-fan-out.mjs';

const load = { subscribers: 100, outstanding: 1, burst: 1, publish: 'http' };

/** How clients of the TCP exporter behave: reading all at once, now and then a little, or never. */
const readers = {
  greedy: (socket) => socket.resume(),
  slow: (socket) => {
    socket.pause();
    const timer = setInterval(() => socket.read(256), 250).unref();
    socket.once('close', () => clearInterval(timer));
  },
  dead: (socket) => socket.pause(),
};

/** Fan-out latency and CPU a delivery of a server; with `isObserved` two clients of each kind read its stream of metrics. */
export async function measureObserved({ isObserved }, column, context) {
  const port = await freePort();
  const env = { METRICS_TCP_EXPORTER_ENABLED: '1', METRICS_TCP_EXPORTER_PORT: String(port) };
  return withServer(column, { context, options: isObserved ? { env } : {} }, async (server) => {
    const kinds = isObserved ? [...Object.values(readers), ...Object.values(readers)] : [];
    const sockets = await Promise.all(kinds.map((behave) => observe(port, behave)));
    const figures = cpuFigures(await runWarmFanOut(load, { server, column, context }));
    for (const socket of sockets) socket.destroy();
    return figures;
  });
}

async function observe(port, behave) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  // A reader that the server has dropped is no fault of the measurement.
  socket.on('error', () => socket.destroy());
  behave(socket);
  return socket;
}
