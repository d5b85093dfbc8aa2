import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onServerCore } from '../machine/cores.mjs';
import { startRedis } from '../servers/start-redis.mjs';
import { startShoal } from '../servers/start-shoal.mjs';

const folder = fileURLToPath(new URL('../bus/', import.meta.url));
const ticksPerSecond = 100;

/**
 * Microseconds a message when one process publishes as much as goes and another listens; with `rate` (messages a second)
 * the median age of a message in microseconds when it arrives.
 */
export async function measureBus({ rate = 0 }, column, context) {
  const redis = await startRedis();
  const listener = startPart('listener.mjs', [column.id, redis.port], { isServer: true });
  const publisher = startPart('publisher.mjs', [column.id, redis.port, rate], { isServer: false });
  try {
    await listener.next();
    await sleep(context.warmup * 1000);
    await listener.ask();
    const before = cpuSeconds([listener.pid]);
    await sleep(context.seconds * 1000);
    const { messages, seconds, p50, p99 } = JSON.parse(await listener.ask());
    if (messages === 0) throw new Error('no message arrived');
    const cost = rate === 0 ? (seconds * 1e6) / messages : p50 * 1000;
    const utilisation = (cpuSeconds([listener.pid]) - before) / seconds;
    return { cost, rate: messages / seconds, utilisation, p50, p99 };
  } finally {
    for (const part of [publisher, listener, redis]) part.stop();
  }
}

/** Per cent of a core that a server takes while others exchange messages that none of its clients listens to. */
export async function measureUninterested({ rate }, column, context) {
  const redis = await startRedis();
  const env = { ADAPTER_DRIVER: 'redis', REDIS_URL: `redis://127.0.0.1:${redis.port}` };
  const server = await startShoal({ env });
  const listener = startPart('listener.mjs', ['shoal', redis.port], { isServer: false });
  const publisher = startPart('publisher.mjs', ['shoal', redis.port, column.id === 'shoal' ? rate : 1], {
    isServer: false,
  });
  try {
    await listener.next();
    await sleep(context.warmup * 1000);
    await listener.ask();
    const before = cpuSeconds(server.pids);
    await sleep(context.seconds * 1000);
    const spent = cpuSeconds(server.pids) - before;
    const { messages, seconds } = JSON.parse(await listener.ask());
    return { cost: (100 * spent) / seconds, note: `${Math.round(messages / seconds)} messages/s elsewhere` };
  } finally {
    for (const part of [publisher, listener]) part.stop();
    await server.stop();
    redis.stop();
  }
}

function startPart(script, args, { isServer }) {
  const all = [`${folder}${script}`, ...args.map(String)];
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
    pid: child.pid,
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

function cpuSeconds(pids) {
  return pids
    .map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' '))
    .reduce((sum, fields) => sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond, 0);
}
