import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './workspace.mjs';

const TOOLS = { biome: '@biomejs/biome/bin/biome', jest: 'jest/bin/jest.js', tsc: 'typescript/bin/tsc' };

/** The script of an installed development tool, to be run with Node. */
export function tool(name) {
  return join(root, 'node_modules', TOOLS[name]);
}

/** A program that ended badly, with what it printed and what the reader can do about it. */
export class CommandFailed extends Error {
  constructor(message, { output = '', advice = '' } = {}) {
    super(message);
    this.name = 'CommandFailed';
    this.output = output;
    this.advice = advice;
  }

  describe() {
    return ['', this.output.trim(), '', this.message, this.advice].join('\n').trim();
  }
}

/**
 * Runs a program at the root of the repository.
 *
 * `quiet` keeps its output and shows it only if the program fails; `advise` turns that output into advice.
 * Throws CommandFailed unless the program ends with 0.
 */
export async function run(program, args, { quiet = false, env = {}, advise = () => '' } = {}) {
  const { code, output } = await start(program, args, { quiet, env });
  if (code === 0) return;
  const shown = `${program} ${args.join(' ')}`;
  throw new CommandFailed(`Failed with code ${code}: ${shown}`, { output, advice: advise(output) });
}

/** Runs a program with the terminal as its own; resolves with its exit code (1 when it cannot start). */
export async function exitCodeOf(program, args, { env = {}, cwd = root } = {}) {
  const { code, output } = await start(program, args, { quiet: false, env, cwd });
  if (output !== '') console.error(output);
  return code;
}

function start(program, args, { quiet, env, cwd = root }) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    // npm and npx are .cmd files on Windows, which only a shell can start.
    shell: process.platform === 'win32' && program !== process.execPath,
  });
  let output = '';
  const keep = (chunk) => {
    output += chunk;
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: `Cannot start ${program}: ${error.message}` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
