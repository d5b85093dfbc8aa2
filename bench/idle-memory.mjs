// What an idle connection costs: growth of the server's RSS over 10,000 connections that have been greeted and
// are subscribed to nothing. Linux only (reads /proc). Usage: node bench/idle-memory.mjs [connections]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startServer } from './server/start-server.mjs';

const limit = 4096;
const connections = Number(process.argv[2] ?? 10_000);
const settleSeconds = 3;

const server = await startServer();
try {
  // A first crowd comes and goes, so that code and buffers which are needed once are not counted.
  await withClients(1000, async () => {});
  await sleep(settleSeconds * 1000);
  const before = rss(server.pid);
  const after = await withClients(connections, async () => {
    await sleep(settleSeconds * 1000);
    return rss(server.pid);
  });
  const each = Math.round((after - before) / connections);
  console.log(`RSS before        ${kib(before)}`);
  console.log(`RSS with ${connections}   ${kib(after)}`);
  console.log(`per connection    ${each} bytes (limit ${limit}): ${each <= limit ? 'within' : 'OVER'}`);
  process.exitCode = each <= limit ? 0 : 1;
} finally {
  await server.stop();
}

async function withClients(count, measure) {
  const script = fileURLToPath(new URL('./clients/idle-clients.mjs', import.meta.url));
  const clients = spawn(process.execPath, [script, String(server.port), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(clients.stdout, 'data');
    return await measure();
  } finally {
    clients.kill('SIGKILL');
    await once(clients, 'exit');
  }
}

function rss(pid) {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

function kib(bytes) {
  return `${Math.round(bytes / 1024)} KiB`;
}
