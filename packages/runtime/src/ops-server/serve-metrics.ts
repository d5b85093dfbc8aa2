import type { Configuration } from '../config/configuration.js';
import type { Logger } from '../logging/logger.js';
import type { Health } from './health.js';
import { type RequestHandler, startOpsServer } from './start-ops-server.js';
import { type MetricStream, startTcpExporter } from './start-tcp-exporter.js';

export interface ServeMetricsParts {
  readonly health: Health;
  readonly logger: Logger;
  readonly metrics: {
    /** Answers `GET /metrics`. */
    readonly handler: RequestHandler;
    /** Speaks to the clients of the TCP exporter. */
    readonly tcpExporter: MetricStream;
  };
}

export interface ServedMetrics {
  /** Where `/metrics` is; undefined when it is switched off. */
  readonly port: number | undefined;
  /** Where the TCP exporter is; undefined when it is switched off. */
  readonly tcpExporterPort: number | undefined;
  /** Stops listening and waits for answers on their way. */
  close(): Promise<void>;
}

/**
 * Starts what `metrics` of the configuration wants for operators: the server of `/metrics`, `/live` and `/ready`, and
 * the TCP exporter.
 *
 * @throws Error that names the setting to change when an address cannot be listened on
 */
export async function serveMetrics(
  { enabled, host, port, tcpExporter }: Configuration['metrics'],
  { health, logger, metrics }: ServeMetricsParts,
): Promise<ServedMetrics> {
  const ops = enabled
    ? await startOpsServer({ host, port, health, logger, metrics: metrics.handler })
    : undefined;
  const stream = tcpExporter.enabled
    ? await startTcpExporter(tcpExporter, metrics.tcpExporter).catch(async (error: unknown) => {
        await ops?.close();
        throw error;
      })
    : undefined;
  return {
    port: ops?.port,
    tcpExporterPort: stream?.port,
    async close() {
      await Promise.all([ops?.close(), stream?.close()]);
    },
  };
}
