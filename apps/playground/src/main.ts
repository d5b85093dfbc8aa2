import { parseCommandLine, usage } from './command-line.js';
import { serve } from './serve.js';
import { readSettings, SettingsError } from './settings.js';
import { situations } from './situations/situation-list.js';
import { playSituation } from './stage/play-situation.js';

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code, when everything has ended */
async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommandLine(argv, situations);
  const signal = endOnSignal();
  try {
    switch (command.kind) {
      case 'help':
        process.stdout.write(usage(situations));
        return 0;
      case 'invalid':
        process.stderr.write(`${command.message}\n`);
        return 2;
      case 'situation':
        return await playSituation(command, { settings: readSettings(process.env), say, signal });
      case 'serve':
        await serve({ settings: readSettings(process.env), say, signal });
        return 0;
      default:
        return command satisfies never;
    }
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** Aborted by the first Ctrl-C or SIGTERM; the second ends the process at once. */
function endOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort();
    });
  }
  return controller.signal;
}

function say(line: string): void {
  process.stdout.write(`  ${line}\n`);
}
