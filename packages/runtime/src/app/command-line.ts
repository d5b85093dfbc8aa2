import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'start'; readonly configFile: string | undefined }
  | { readonly kind: 'check'; readonly configFile: string | undefined }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** Cannot be understood; `message` says why and what to do. */
  | { readonly kind: 'invalid'; readonly message: string };

/** Shown for `--help`. */
export function usage({ command, name }: { readonly command: string; readonly name: string }): string {
  return `Usage: ${command} [command] [options]

Commands:
  start                 start the ${name} (the default)
  check                 check the configuration and exit

Options:
  -c, --config <file>   configuration file, .toml or .json
                        (default: config/config.toml, else config/config.json, if there is one)
      --check-config    the same as the command check
  -h, --help            show this text
  -v, --version         show the version

Exit codes: 0 all is well, 1 the configuration or the start failed, 2 the command line is wrong.
`;
}

/** Reads the arguments after the program's name (`process.argv.slice(2)`). Never throws. */
export function parseCommandLine(argv: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        config: { type: 'string', short: 'c' },
        'check-config': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'v', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    if (values.version) return { kind: 'version' };
    const check = values['check-config'] ? 'check' : undefined;
    return chooseCommand(positionals, { check, configFile: values.config });
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
}

interface Chosen {
  readonly check: 'check' | undefined;
  readonly configFile: string | undefined;
}

function chooseCommand(positionals: readonly string[], { check, configFile }: Chosen): Command {
  const [command = 'start', ...rest] = positionals;
  if (rest.length > 0) return invalid(`Unexpected argument '${rest[0]}'`);
  if (configFile === '') return invalid('--config needs the name of a file');
  switch (command) {
    case 'start':
    case 'check':
      return { kind: check ?? command, configFile };
    default:
      return invalid(`Unknown command '${command}'`);
  }
}

function invalid(reason: string): Command {
  return { kind: 'invalid', message: `${reason}. Run with --help to see what there is.` };
}
