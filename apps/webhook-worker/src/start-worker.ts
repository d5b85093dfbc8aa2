import { type StartOptions, serveMetrics } from '@shoal/runtime';
import { compose, composeObservability } from './compose.js';

export interface RunningWorker {
  /** Absent when metrics are switched off. */
  readonly metricsPort: number | undefined;
  /** Absent unless it is switched on. */
  readonly tcpExporterPort: number | undefined;
}

/** Milliseconds of the shutdown's time that are left for everything but jobs. */
const reserve = 1_000;

/**
 * Starts everything in order and registers how to end it: what is registered first is closed last, so metrics are
 * served until the end.
 */
export async function startWorker(options: StartOptions): Promise<RunningWorker> {
  const { configuration, logger, shutdown } = options;
  const observability = composeObservability(options);
  const { health, metrics } = observability;
  const ops = await serveMetrics(configuration.metrics, { health, logger, metrics });
  shutdown.register('metrics server', () => ops.close());
  const { worker, close } = await compose(options, observability);
  shutdown.register('queue', close);
  const patience = Math.max(0, configuration.shutdownGracePeriod * 1000 - reserve);
  shutdown.register('jobs', async ({ reason }) => {
    health.startDraining();
    // After a crash nobody knows what a job would do: it is given back at once.
    await worker.close(reason === 'crash' ? 0 : patience);
    logger.info('jobs finished or given back');
  });
  health.markReady();
  return { metricsPort: ops.port, tcpExporterPort: ops.tcpExporterPort };
}
