import { parseArgs } from 'node:util';
import type { Situation } from './situations/situation.js';

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'serve' }
  | { readonly kind: 'help' }
  | {
      readonly kind: 'situation';
      readonly situation: Situation;
      readonly count: number;
      readonly seconds: number;
    }
  /** Cannot be understood; `message` says why and what to do. */
  | { readonly kind: 'invalid'; readonly message: string };

const DEFAULT_SECONDS = 60;
const MOST_SECONDS = 600;

/** Reads the arguments after the program's name (`process.argv.slice(2)`). Never throws. */
export function parseCommandLine(argv: readonly string[], situations: readonly Situation[]): Command {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        situation: { type: 'string', short: 's' },
        count: { type: 'string' },
        seconds: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    if (values.situation !== undefined)
      return chooseSituation({ ...values, name: values.situation }, situations);
    if (values.count === undefined && values.seconds === undefined) return { kind: 'serve' };
    return invalid('--count and --seconds belong to a --situation');
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
}

interface Chosen {
  readonly name: string;
  readonly count?: string | undefined;
  readonly seconds?: string | undefined;
}

function chooseSituation({ name, count, seconds }: Chosen, situations: readonly Situation[]): Command {
  const situation = situations.find((candidate) => candidate.name === name);
  if (situation === undefined) {
    return invalid(`There is no situation "${name}", but ${situations.map((each) => each.name).join(', ')}`);
  }
  return {
    kind: 'situation',
    situation,
    count: readBounded('--count', count ?? String(situation.count.initial), situation.count.most),
    seconds: readBounded('--seconds', seconds ?? String(DEFAULT_SECONDS), MOST_SECONDS),
  };
}

function readBounded(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new Error(`${option} is "${text}", but it is a whole number from 1 to ${most} here`);
}

function invalid(reason: string): Command {
  return { kind: 'invalid', message: `${reason}. Run with --help to see what there is.` };
}

/** Shown for `--help`. */
export function usage(situations: readonly Situation[]): string {
  const width = Math.max(...situations.map(({ name }) => name.length));
  const list = situations.map(
    ({ name, description, count }) =>
      `  ${name.padEnd(width)}  ${description} (${count.initial} ${count.of}, at most ${count.most})`,
  );
  return `Usage: playground [--situation <name> [--count <number>] [--seconds <number>]]

Without options, serves the page. With a situation, plays it against the server and says what happens:
${list.join('\n')}

  --count <number>    how many of what a situation is about
  --seconds <number>  when it ends at the latest (${DEFAULT_SECONDS}, at most ${MOST_SECONDS})

Environment: SHOAL_URL, PLAYGROUND_HOST, PLAYGROUND_PORT, PLAYGROUND_ENCRYPTION_MASTER_KEY,
SOCKUDO_DEFAULT_APP_ID, SOCKUDO_DEFAULT_APP_KEY, SOCKUDO_DEFAULT_APP_SECRET.
`;
}
