import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { findProgram } from '../../redis/find-program.js';

export interface CheckOutcome {
  /** 0 when it found nothing wrong. */
  readonly code: number | null;
  /** Both streams, that of errors last. */
  readonly output: string;
}

export interface CheckOptions {
  /** Standard input, for `check metrics`. */
  readonly input?: string;
  /** Working directory, to which relative paths in rule tests refer. */
  readonly cwd?: string;
}

/** Runs `promtool`. @throws Error that says how to install it when it is missing */
export function runPromtool(args: readonly string[], options?: CheckOptions): Promise<CheckOutcome> {
  return runProgram(findProgram('promtool', 'prometheus'), args, options);
}

/** Runs `amtool`. @throws Error that says how to install it when it is missing */
export function runAmtool(args: readonly string[], options?: CheckOptions): Promise<CheckOutcome> {
  return runProgram(findProgram('amtool', 'prometheus-alertmanager'), args, options);
}

async function runProgram(
  program: string,
  args: readonly string[],
  { input = '', cwd }: CheckOptions = {},
): Promise<CheckOutcome> {
  const child = spawn(program, args, cwd === undefined ? {} : { cwd });
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, output: `${stdout}${stderr}` };
}
