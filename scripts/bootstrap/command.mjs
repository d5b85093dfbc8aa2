import './node-version.mjs';
import { CommandFailed } from './run.mjs';

/**
 * Runs one of the repository's commands: answers `--help`, prints a failure without a stack where the
 * message says all there is to say, and sets the exit code.
 *
 * @param {string} help shown for `--help`
 * @param {(args: string[]) => Promise<number | void>} main receives the arguments, may return an exit code
 */
export async function command(help, main) {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(help.trim());
    return;
  }
  try {
    const code = await main(args);
    if (code !== undefined) process.exitCode = code;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.error(error.describe());
    process.exitCode = 1;
  }
}

/** Takes `flag` out of `args`; true when it was there. */
export function takeFlag(args, flag) {
  const at = args.indexOf(flag);
  if (at === -1) return false;
  args.splice(at, 1);
  return true;
}
