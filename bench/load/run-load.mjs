import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const nodeClient = fileURLToPath(new URL('./load-client.mjs', import.meta.url));
const longest = 180_000;

/**
 * Runs the load client against a server and returns what it measured.
 *
 * @param {{
 *   program?: string, args: string[],
 *   onReady?: (socketIds: string[]) => Promise<string | void> | string | void,
 * }} options
 *   `program`: the compiled client, else the one for Node.js; `onReady` is called when a client with `--announce` has
 *   opened everything, and lets it go on when it has settled
 * @returns {Promise<object>} the last line it printed
 */
export async function runLoad({ program, args, onReady }) {
  const [command, commandArgs] =
    program === undefined ? [process.execPath, [nodeClient, ...args]] : [program, args];
  const child = spawn(command, commandArgs, { stdio: ['pipe', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  const timer = setTimeout(kill, longest);
  process.once('exit', kill);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint += text;
  });
  try {
    const ended = once(child, 'exit');
    const last = await readLines(child, onReady);
    const [code, signal] = await ended;
    if (code !== 0) throw new Error(complaint.trim() || `the load client ended with ${code ?? signal}`);
    return last;
  } finally {
    clearTimeout(timer);
    process.off('exit', kill);
    kill();
  }
}

async function readLines(child, onReady) {
  let last;
  for await (const line of createInterface({ input: child.stdout })) {
    last = JSON.parse(line);
    if (!last.ready) continue;
    await onReady?.(last.socketIds);
    child.stdin.end('\n');
  }
  return last;
}
