import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onServerCore } from '../machine/cores.mjs';

const attempts = 400;

/**
 * Starts a server on its core and waits until `port` answers an HTTP request with 200.
 *
 * @param {{ command: string, args: string[], port: number, env?: Record<string, string>, isTls?: boolean }} options
 */
export async function startProcess({ command, args, port, env = {}, isTls = false }) {
  const [pinned, pinnedArgs] = onServerCore(command, args);
  const child = spawn(pinned, pinnedArgs, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, ...env },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    kill();
    await once(child, 'exit');
  };
  try {
    await waitUntilReady(port, child, isTls);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, pids: processTree(child.pid), stop };
}

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function waitUntilReady(port, child, isTls) {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (child.exitCode !== null)
      throw new Error(`the server ended with ${child.exitCode}: is it built? (npm run build)`);
    if (await isReady(port, isTls)) return;
    await sleep(50);
  }
  throw new Error('the server was not ready within 20 s');
}

async function isReady(port, isTls) {
  // The certificate is made for this run and known to nobody: a connection is all that is asked then.
  if (isTls) return isListening(port);
  const answer = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined);
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

function isListening(port) {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** A server may run as a child of what was started: all of its processes are measured. */
function processTree(pid) {
  const parents = new Map();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, rest = ''] = /\) \S (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
      parents.set(Number(entry), Number(rest));
    } catch {
      // It has ended since the folder was read.
    }
  }
  const tree = [pid];
  for (const member of tree) for (const [child, parent] of parents) if (parent === member) tree.push(child);
  return tree;
}
