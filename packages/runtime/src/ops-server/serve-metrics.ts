import type { Configuration } from '../config/configuration.js';
import type { Logger } from '../logging/logger.js';
import type { Health } from './health.js';
import { type OpsServer, type RequestHandler, startOpsServer } from './start-ops-server.js';

export interface ServeMetricsParts {
  readonly health: Health;
  readonly logger: Logger;
  /** Answers `GET /metrics`. */
  readonly metrics: RequestHandler;
}

/** The server for operators, where `metrics` of the configuration wants it; undefined when they are switched off. */
export async function serveMetrics(
  { enabled, host, port }: Configuration['metrics'],
  parts: ServeMetricsParts,
): Promise<OpsServer | undefined> {
  return enabled ? startOpsServer({ host, port, ...parts }) : undefined;
}
