import { spawn, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

const serverCore = 0;
const clientCore = 1;
const canPin = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Whether server and client have a core each; without that the figures of a run say little. */
export const isPinned = canPin;

/** The command that runs `command` on the server's core. */
export function onServerCore(command, args) {
  return canPin ? ['taskset', ['-c', String(serverCore), command, ...args]] : [command, args];
}

/** Puts this process, and so the load clients that it starts, on the other core. */
export function moveToClientCore() {
  if (canPin) spawnSync('taskset', ['-acp', String(clientCore), String(process.pid)]);
}

/**
 * Keeps the server's core from halting, see spinner.c.
 *
 * @param {string | undefined} program the compiled spinner
 * @returns {() => void} ends it
 */
export function keepServerCoreAwake(program) {
  if (!canPin) return () => {};
  const [command, args] =
    program === undefined ? ['chrt', ['-i', '0', process.execPath, '-e', 'for (;;);']] : [program, []];
  const [pinned, pinnedArgs] = onServerCore(command, args);
  const child = spawn(pinned, pinnedArgs, { stdio: 'ignore' });
  child.on('error', (error) => console.error(`the server's core may halt: ${error.message}`));
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  return () => {
    process.off('exit', end);
    end();
  };
}
