import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Configuration } from '../config/configuration.js';
import { ConfigurationError } from '../config/configuration-error.js';
import { type LoadedConfiguration, loadConfiguration } from '../config/load-configuration.js';
import { createLogger, type RootLogger } from '../logging/create-logger.js';
import type { LogFields, Logger } from '../logging/logger.js';
import { toggleDebug } from '../logging/toggle-debug.js';
import { parseCommandLine, usage } from './command-line.js';
import { Shutdown } from './shutdown.js';

export interface StartOptions {
  readonly configuration: Configuration;
  readonly logger: Logger;
  /** What is opened is registered here, in the order of its opening. */
  readonly shutdown: Shutdown;
  readonly version: string;
}

export interface StartedApp {
  /** For the line of the log that says that the app has started. */
  readonly fields: LogFields;
  /** For somebody at a terminal. */
  readonly welcome?: string;
}

export interface App {
  /** The command, as `--help` writes it. */
  readonly command: string;
  /** What it starts: `server`, `webhook worker`. */
  readonly name: string;
  /** The part of the program that log lines name. */
  readonly target: string;
  /** Where its package.json is. */
  readonly manifest: URL;
  start(options: StartOptions): Promise<StartedApp>;
}

/**
 * The way of every process of ours: command line, configuration, log, start, and the end that signals ask for.
 *
 * @param argv without Node and the program
 * @returns the exit code; while the app runs the process lives on
 */
export async function runApp(app: App, argv: readonly string[]): Promise<number> {
  const command = parseCommandLine(argv);
  switch (command.kind) {
    case 'help':
      process.stdout.write(usage(app));
      return 0;
    case 'version':
      process.stdout.write(`${versionOf(app)}\n`);
      return 0;
    case 'invalid':
      process.stderr.write(`${command.message}\n`);
      return 2;
    case 'check':
    case 'start': {
      const loaded = load(argv);
      if (loaded === undefined) return 1;
      return command.kind === 'check' ? check(loaded) : start(app, loaded);
    }
    default:
      return command satisfies never;
  }
}

function load(argv: readonly string[]): LoadedConfiguration | undefined {
  try {
    return loadConfiguration({ argv, env: process.env, cwd: process.cwd() });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

function check({ warnings }: LoadedConfiguration): number {
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  process.stdout.write('The configuration is valid.\n');
  return 0;
}

async function start(app: App, { configuration, warnings }: LoadedConfiguration): Promise<number> {
  const { target, name } = app;
  const logger = openLog(configuration, target);
  for (const warning of warnings) logger.warn(warning);
  const shutdown = new Shutdown({ logger, deadlineMs: configuration.shutdownGracePeriod * 1000 });
  shutdown.register('log', () => logger.close());
  shutdown.listen();
  toggleDebug(logger);
  try {
    const { fields, welcome } = await app.start({ configuration, logger, shutdown, version: versionOf(app) });
    logger.info(`${name} started`, fields);
    const isAtTerminal = process.stdout.isTTY || process.env.SHOAL_WELCOME === '1';
    if (welcome !== undefined && isAtTerminal) process.stdout.write(welcome);
    return 0;
  } catch (error) {
    logger.error(`${name} not started`, { error });
    await shutdown.run('failed start');
    process.exit(1);
  }
}

function openLog({ logging, logFormat, logLevel, node }: Configuration, target: string): RootLogger {
  const { file, fileMaxSizeInMb, fileMaxFiles: maxFiles } = logging;
  const maxBytes = fileMaxSizeInMb === undefined ? undefined : fileMaxSizeInMb * 1024 * 1024;
  return createLogger({
    ...{ target, node: node.id, format: logFormat, level: logLevel },
    ...{ levelCase: logging.levelCase, includeTarget: logging.includeTarget, colors: logging.colorsEnabled },
    service: logging.service,
    file: file === undefined ? undefined : { path: file, maxBytes, maxFiles },
  });
}

const manifestSchema = z.object({ version: z.string() });

function versionOf({ manifest }: App): string {
  return manifestSchema.parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
}
