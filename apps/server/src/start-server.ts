import { type Configuration, type ShutdownReason, type StartOptions, serveMetrics } from '@shoal/runtime';
import { compose } from './compose.js';
import { composeObservability } from './compose-observability.js';
import type { Address } from './listen/listen.js';
import { openListeners } from './listen/listeners.js';
import { closeTimeout } from './websocket/websocket-front.js';

export interface RunningServer {
  readonly address: Address;
  /** Absent when metrics are switched off. */
  readonly metricsPort: number | undefined;
  /** Absent unless it is switched on. */
  readonly tcpExporterPort: number | undefined;
}

/** Milliseconds in which what was recorded last may still be passed on. */
const webhooksPatience = 4_000;

/** Milliseconds in which pushes that were begun may end. */
const pushPatience = 4_000;

/**
 * Starts everything in order and registers how to end it: what is registered first is closed last, so metrics are
 * served until the end.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { configuration, logger, shutdown } = options;
  const observability = composeObservability(options);
  const { metrics, health } = observability;
  const ops = await serveMetrics(configuration.metrics, { health, logger, metrics });
  shutdown.register('metrics server', () => ops.close());
  const { node, redis, webhooks, closePush, http, direct, webSockets } = await compose(
    options,
    observability,
  );
  shutdown.register('webhooks', ({ reason }) => webhooks.close(reason === 'crash' ? 0 : webhooksPatience));
  shutdown.register('push', ({ reason }) => closePush(reason === 'crash' ? 0 : pushPatience));
  if (redis !== undefined) shutdown.register('redis', () => redis.close());
  await node.start();
  shutdown.register('node', () => node.stop());
  await redis?.start();
  const listeners = await openListeners({ configuration, http, direct, webSockets, logger });
  shutdown.register('listeners', () => listeners.close(closeTimeout));
  shutdown.register('connections', async ({ reason, deadline }) => {
    const { delay, window } = drainTimes(reason, configuration);
    health.startDraining();
    listeners.startDraining();
    // Load balancers go on sending for a while after readiness has turned: they are served until they know.
    await pause(delay * 1000, deadline);
    await node.drain(window * 1000);
    logger.info('connections drained');
  });
  health.markReady();
  return { address: listeners.address, metricsPort: ops.port, tcpExporterPort: ops.tcpExporterPort };
}

/** In seconds. Only a SIGTERM comes from something that sends traffic elsewhere meanwhile. */
function drainTimes(reason: ShutdownReason, { drain }: Configuration): { delay: number; window: number } {
  switch (reason) {
    case 'signal':
      return drain;
    case 'interrupt':
      return { delay: 0, window: drain.window };
    case 'crash':
    case 'failed start':
      return { delay: 0, window: 0 };
    default:
      return reason satisfies never;
  }
}

function pause(milliseconds: number, deadline: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    deadline.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
