import type { EventEmitter } from 'node:events';
import type { RootLogger } from './create-logger.js';

/**
 * Lets an operator see more without a restart: SIGUSR2 changes the level to `debug` (to `info` where it is `debug` or
 * `trace` already), and the next one changes it back. Node keeps SIGUSR1 for its debugger.
 *
 * @param signals where they come from. Default: this process
 */
export function toggleDebug(logger: RootLogger, signals: EventEmitter = process): void {
  const configured = logger.level;
  const other = logger.isEnabled('debug') ? 'info' : 'debug';
  signals.on('SIGUSR2', () => {
    const level = logger.level === configured ? other : configured;
    // Told at the more talkative of both, or half of the changes could not be seen.
    logger.setLevel(other);
    logger.info('log level changed', { log_level: level });
    logger.setLevel(level);
  });
}
