import { type Finding, type RedisSettings, type SelfTestReport, selfTest } from '@shoal/redis-adapter';
import type { Configuration, Health, Logger } from '@shoal/runtime';

/** Milliseconds between two looks at a Redis that cannot be reached. */
const pause = 1000;

export interface AwaitRedisParts {
  readonly settings: RedisSettings;
  readonly pubsub: Configuration['adapter']['pubsub'];
  readonly health: Health;
  readonly logger: Logger;
}

/**
 * Waits until the installation's Redis can be reached, and looks whether it can do what the node needs. A node that
 * has never reached Redis knows nothing of the others: it is not ready, and says so.
 *
 * @throws Error that names everything that will not work, and what to do about it
 */
export async function awaitRedis({
  settings,
  pubsub,
  health,
  logger,
}: AwaitRedisParts): Promise<SelfTestReport> {
  for (;;) {
    const report = await selfTest(settings, { pubsub });
    const fatal = report.findings.filter(({ severity }) => severity === 'fatal');
    for (const finding of report.findings) if (finding.severity === 'warning') warn(logger, finding);
    if (fatal.length === 0) {
      health.recover('redis', 'start');
      logger.info('redis examined', { version: report.version, pubsub: report.pubsub });
      return report;
    }
    if (!fatal.every(mayPass)) throw new Error(fatal.map(describe).join('\n'));
    health.degrade('redis', 'start');
    for (const finding of fatal) warn(logger, finding);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** What time may heal, without anybody changing a setting. */
function mayPass({ code }: Finding): boolean {
  return code === 'unreachable' || code === 'cluster-incomplete' || code === 'read-only';
}

function describe({ message, remedy, server }: Finding): string {
  return `${server === undefined ? '' : `${server}: `}${message}. ${remedy}`;
}

function warn(logger: Logger, { code, message, remedy, server }: Finding): void {
  logger.warn('redis will not do', { finding: code, message, remedy, server });
}
