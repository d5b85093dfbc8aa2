import { readFileSync } from 'node:fs';
import { isRecord } from '@shoal/protocol';
import {
  ConfigurationError,
  createLogger,
  type LoadedConfiguration,
  loadConfiguration,
  parseCommandLine,
  Shutdown,
  USAGE,
} from '@shoal/runtime';
import { endWithParent, hasHeapFlag, reExecute } from './re-execute.js';
import { startServer } from './start-server.js';
import { welcome } from './welcome.js';

if (hasHeapFlag(process)) {
  endWithParent();
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.exitCode = await reExecute(process.argv);
}

/** @returns the exit code; while the server runs the process lives on */
async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommandLine(argv);
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    case 'version':
      process.stdout.write(`${version()}\n`);
      return 0;
    case 'invalid':
      process.stderr.write(`${command.message}\n`);
      return 2;
    case 'check':
    case 'start':
      return withConfiguration(argv, command.kind === 'check' ? check : start);
    default:
      return command satisfies never;
  }
}

async function withConfiguration(
  argv: readonly string[],
  run: (loaded: LoadedConfiguration) => number | Promise<number>,
): Promise<number> {
  let loaded: LoadedConfiguration;
  try {
    loaded = loadConfiguration({ argv, env: process.env, cwd: process.cwd() });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
  return run(loaded);
}

function check({ warnings }: LoadedConfiguration): number {
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  process.stdout.write('The configuration is valid.\n');
  return 0;
}

async function start({ configuration, warnings }: LoadedConfiguration): Promise<number> {
  const { logging, logFormat: format, logLevel: level } = configuration;
  const logger = createLogger({
    ...logging,
    format,
    level,
    target: 'shoal_server',
    node: configuration.node.id,
    colors: logging.colorsEnabled,
  });
  for (const warning of warnings) logger.warn(warning);
  const shutdown = new Shutdown({ logger, deadlineMs: configuration.shutdownGracePeriod * 1000 });
  shutdown.register('log', () => logger.close());
  shutdown.listen();
  try {
    const server = await startServer({ configuration, logger, shutdown, version: version() });
    logger.info('server started', { url: server.address.url, metrics_port: server.metricsPort });
    if (process.stdout.isTTY || process.env.SHOAL_WELCOME === '1')
      process.stdout.write(welcome(server, configuration));
    return 0;
  } catch (error) {
    logger.error('server not started', { error });
    await shutdown.run('failed start');
    process.exit(1);
  }
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return isRecord(manifest) ? String(manifest.version) : 'unknown';
}
