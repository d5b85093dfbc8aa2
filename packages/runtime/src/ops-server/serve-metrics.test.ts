import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { load } from '../config/testing/load.js';
import { captureLog } from '../logging/testing/capture.js';
import { Health } from './health.js';
import { serveMetrics } from './serve-metrics.js';

/** Greets each client of the stream, and ends them all. */
function createStream() {
  const sockets = new Set<Socket>();
  return {
    accept(socket: Socket) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.write('welcome');
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function serve(metrics: object) {
  const { configuration } = load({ file: { metrics: { host: '127.0.0.1', port: 0, ...metrics } } });
  const served = await serveMetrics(configuration.metrics, {
    ...{ health: new Health(), logger: captureLog().logger },
    metrics: {
      handler: (_request, response) => void response.end('up 1\n'),
      tcpExporter: createStream(),
    },
  });
  return { ...served, [Symbol.asyncDispose]: served.close };
}

const tcpExporter = { enabled: true, port: 0 };

async function greeting(port = 0): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const [bytes] = await once(socket, 'data');
  socket.destroy();
  return String(bytes);
}

test('the page is there unless it is switched off, the stream when it is switched on', async () => {
  await using page = await serve({});
  expect([page.port, page.tcpExporterPort]).toEqual([expect.any(Number), undefined]);
  await using stream = await serve({ enabled: false, tcp_exporter: tcpExporter });
  expect([stream.port, stream.tcpExporterPort]).toEqual([undefined, expect.any(Number)]);
  expect(await greeting(stream.tcpExporterPort)).toBe('welcome');
  await using both = await serve({ tcp_exporter: tcpExporter });
  expect(await (await fetch(`http://127.0.0.1:${both.port}/metrics`)).text()).toBe('up 1\n');
  expect(await greeting(both.tcpExporterPort)).toBe('welcome');
});

test('a port that is taken stops the start and is named, and nothing is left open', async () => {
  await using first = await serve({ tcp_exporter: tcpExporter });
  const second = serve({ tcp_exporter: { enabled: true, port: first.tcpExporterPort } });
  await expect(second).rejects.toThrow(/METRICS_TCP_EXPORTER_PORT \(metrics\.tcp_exporter\.port in the file/);
});

test('closing ends the clients and frees the ports', async () => {
  const first = await serve({ tcp_exporter: tcpExporter });
  const socket = connect(first.tcpExporterPort ?? 0, '127.0.0.1');
  await once(socket, 'data');
  const closed = once(socket, 'close');
  await first.close();
  await closed;
  await using second = await serve({ tcp_exporter: { enabled: true, port: first.tcpExporterPort } });
  expect(await greeting(second.tcpExporterPort)).toBe('welcome');
});
