import { spawn, spawnSync } from 'node:child_process';
import { freePort } from './start-process.mjs';

/** Whether Debian's `redis-server` (or another) is on the path; without it the rows of the bus are left out. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis without persistence on the load client's core, where this process runs. */
export async function startRedis() {
  const port = await freePort();
  const options = ['--port', String(port), '--save', '', '--appendonly', 'no', '--dir', '/tmp'];
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('redis-server ended')));
    child.stdout.on('data', (text) => {
      if (String(text).includes('Ready to accept connections')) resolve();
    });
  });
  return {
    port,
    stop() {
      process.off('exit', stop);
      stop();
    },
  };
}
