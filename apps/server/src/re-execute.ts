import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * A small young generation keeps an idle connection under 4 KB of memory (docs/benchmarks.md). V8 takes the size at
 * its start only.
 */
const flag = '--max-semi-space-size';
const megabytes = 2;
const marker = 'SHOAL_REEXECUTED';
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const;

/** Whether somebody has already said what the size shall be, here or in an earlier start. */
export function hasHeapFlag({
  execArgv,
  env,
}: {
  execArgv: readonly string[];
  env: NodeJS.ProcessEnv;
}): boolean {
  const said = [...execArgv, env.NODE_OPTIONS ?? ''].join(' ').replaceAll('_', '-');
  return said.includes(flag) || env[marker] === '1';
}

/**
 * Starts this program again with the flag, in this process's place where Node can do that, else as a child that gets
 * every signal and ends with this process.
 *
 * @returns the child's exit code
 */
export function reExecute(argv: readonly string[]): Promise<number> {
  const { execPath, execArgv } = process;
  const [, program = '', ...rest] = argv;
  const env = { ...process.env, [marker]: '1' };
  const flags = [...execArgv, `${flag}=${megabytes}`];
  if ('execve' in process && typeof process.execve === 'function') {
    process.execve(execPath, [execPath, ...flags, program, ...rest], env);
  }
  // The channel is there to break: the child ends when it does, also when this process is killed.
  const child = spawn(execPath, [...flags, program, ...rest], {
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of passedOn) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

/** In the child: a parent that is gone was killed without a word, and so was meant this process. */
export function endWithParent(): void {
  if (process.env[marker] !== '1' || process.channel === undefined) return;
  process.channel.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}
