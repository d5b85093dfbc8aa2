import type { ConnectionLog } from './connection-errors.js';
import type { RedisSettings } from './redis-settings.js';
import type { Finding } from './self-test/finding.js';
import { type SelfTestOptions, type SelfTestReport, selfTest } from './self-test/self-test.js';

/** Milliseconds between two looks at a Redis that cannot be reached. */
const pause = 1000;

export interface AwaitRedisParts extends SelfTestOptions {
  readonly settings: RedisSettings;
  readonly log: ConnectionLog;
  /** Told after every look whether Redis can be reached. */
  readonly tell: (isReached: boolean) => void;
}

/**
 * Waits until the installation's Redis can be reached, and looks whether it can do what the process needs. A process
 * that has never reached Redis knows nothing of the others: it is not ready, and says so.
 *
 * @throws Error that names everything that will not work, and what to do about it
 */
export async function awaitRedis({
  settings,
  log,
  tell,
  ...options
}: AwaitRedisParts): Promise<SelfTestReport> {
  for (;;) {
    const report = await selfTest(settings, options);
    const fatal = report.findings.filter(({ severity }) => severity === 'fatal');
    for (const finding of report.findings) if (finding.severity === 'warning') warn(log, finding);
    if (fatal.length === 0) {
      tell(true);
      log.info('redis examined', { version: report.version, pubsub: report.pubsub });
      return report;
    }
    if (!fatal.every(mayPass)) throw new Error(fatal.map(describe).join('\n'));
    tell(false);
    for (const finding of fatal) warn(log, finding);
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

function warn(log: ConnectionLog, { code, message, remedy, server }: Finding): void {
  log.warn('redis will not do', { finding: code, error: message, remedy, server });
}
