import { createServer, type Socket } from 'node:net';
import { listen } from './listen.js';

/** What speaks to the clients of the TCP exporter. */
export interface MetricStream {
  /** Takes a new connection; from now on it is the stream's. */
  accept(socket: Socket): void;
  /** Ends every connection. */
  close(): void;
}

export interface TcpExporterServer {
  /** The port that it really listens on. */
  readonly port: number;
  close(): Promise<void>;
}

const settings = {
  host: { env: 'METRICS_TCP_EXPORTER_HOST', key: 'metrics.tcp_exporter.host' },
  port: { env: 'METRICS_TCP_EXPORTER_PORT', key: 'metrics.tcp_exporter.port' },
};

/**
 * Listens for clients of the TCP exporter.
 *
 * @param address port 0 takes a free one
 * @throws Error that names the setting to change when the address cannot be listened on
 */
export async function startTcpExporter(
  { host, port: wanted }: { readonly host: string; readonly port: number },
  stream: MetricStream,
): Promise<TcpExporterServer> {
  const server = createServer((socket) => stream.accept(socket));
  const port = await listen(server, { host, port: wanted, who: 'The TCP exporter of the metrics', settings });
  return {
    port,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      stream.close();
      await closed;
    },
  };
}
