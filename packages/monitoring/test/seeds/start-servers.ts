import { randomInt } from 'node:crypto';
import type { ObservedCluster } from '@shoal/testing';
import { ConfiguredServer, refusalOf } from './configured-server.js';
import type { Bench, Refusals } from './seed-row.js';

/** Another address of this machine, on which nobody has the ports that are not set. */
const elsewhere = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.1`;

type ServerName = 'byFile' | 'byVariables' | 'bySoketi' | 'contrary' | 'silent';

/**
 * Servers that are set up as the documents say, and others that say the opposite, so that each setting is seen to
 * matter: what is the default too proves nothing.
 *
 * @param started where each is put for its end
 */
export async function startServers(started: AsyncDisposable[]): Promise<Pick<Bench, ServerName>> {
  const start = async (...setUp: Parameters<typeof ConfiguredServer.start>) => {
    const server = await ConfiguredServer.start(...setUp);
    started.push(server);
    return server;
  };
  const [byFile, byVariables, bySoketi, contrary, silent] = await Promise.all([
    start(({ port, metricsPort, tcpPort }) => ({ config: guideFile({ port, metricsPort, tcpPort }) })),
    start(({ port, metricsPort }) => ({
      config: { port, metrics: { enabled: false, host: elsewhere }, log_format: 'text', log_level: 'error' },
      env: {
        ...{ METRICS_ENABLED: 'true', METRICS_HOST: '0.0.0.0', METRICS_PORT: String(metricsPort) },
        ...{ PROMETHEUS_METRICS_PREFIX: 'own_', LOG_FORMAT: 'json', LOG_LEVEL: 'info' },
      },
    })),
    start(({ port, metricsPort }) => ({
      config: { port, metrics: { enabled: false } },
      env: {
        ...{ SOKETI_METRICS_ENABLED: '1', SOKETI_METRICS_SERVER_PORT: String(metricsPort) },
        ...{ SOKETI_METRICS_DRIVER: 'prometheus', SOKETI_METRICS_PROMETHEUS_PREFIX: 'old_' },
      },
    })),
    start(({ tcpPort }) => ({
      config: {
        host: elsewhere,
        metrics: {
          host: elsewhere,
          tcp_exporter: { enabled: true, host: elsewhere, port: tcpPort, buffer_size: 1 },
        },
      },
      place: { host: elsewhere, port: 6001, metricsPort: 9601 },
    })),
    start(({ port, metricsPort, tcpPort }) => ({
      config: {
        ...{ port, debug: false, log_format: 'text' },
        metrics: { enabled: false, port: metricsPort, tcp_exporter: { enabled: false, port: tcpPort } },
      },
    })),
  ]);
  return { byFile, byVariables, bySoketi, contrary, silent };
}

/** @param observed one of whose ports is asked for too */
export async function collectRefusals(observed: ObservedCluster): Promise<Refusals> {
  const taken = String(observed.process('server-0').process.metricsPort);
  const [driver, soketiDriver, bufferSize, takenPort] = await Promise.all([
    refusalOf({ METRICS_DRIVER: 'statsd' }),
    refusalOf({ SOKETI_METRICS_DRIVER: 'statsd' }),
    refusalOf({ METRICS_TCP_EXPORTER_BUFFER_SIZE: '0' }),
    refusalOf({ LOG_FORMAT: 'json', METRICS_PORT: taken }),
  ]);
  return { driver, soketiDriver, bufferSize, takenPort };
}

function guideFile(ports: Readonly<Record<'port' | 'metricsPort' | 'tcpPort', number>>): object {
  return {
    port: ports.port,
    metrics: {
      ...{ enabled: true, driver: 'prometheus', host: '0.0.0.0', port: ports.metricsPort },
      prometheus: { prefix: 'guide_' },
      tcp_exporter: { enabled: true, host: '127.0.0.1', port: ports.tcpPort, buffer_size: 1024 },
    },
    ...{ debug: true, log_format: 'json' },
  };
}
