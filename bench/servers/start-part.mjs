import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onServerCore } from '../machine/cores.mjs';

/**
 * Starts a script that answers each line it reads with a line.
 *
 * @param {string} script its path
 * @param {{ args: unknown[], isServer: boolean }} options `isServer`: on the server's core, where it is measured
 */
export function startPart(script, { args, isServer }) {
  const all = [script, ...args.map(String)];
  const [command, commandArgs] = isServer ? onServerCore(process.execPath, all) : [process.execPath, all];
  const child = spawn(command, commandArgs, { stdio: ['pipe', 'pipe', 'inherit'] });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended`);
    return value;
  };
  return {
    pids: [child.pid],
    next,
    ask() {
      child.stdin.write('\n');
      return next();
    },
    stop() {
      process.off('exit', stop);
      stop();
    },
  };
}
