import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from '../load/run-load.mjs';
import { withRedis } from '../servers/with-redis.mjs';
import { withServer } from '../servers/with-server.mjs';

const settle = 3000;
const firstCrowd = 1000;

/**
 * Growth of RSS for each connection, in bytes: greeted, and in one channel at most.
 *
 * @param {{ channel?: string, group?: number }} setup `group`: how many connections share a channel, whose name begins
 *   with `channel`; without it they are in none
 */
export function measureMemory(setup, column, context) {
  return column.isWithRedis
    ? withRedis((redis) => measureServer(setup, { column, context, redis }))
    : measureServer(setup, { column, context });
}

function measureServer(setup, { column, context, redis }) {
  const options = redis === undefined ? column.server : { env: redis.env };
  const use = (server) => measureGrowth(setup, { server, column, context, redis });
  return withServer(column, { context, options }, use);
}

async function measureGrowth(setup, { server, column, context, redis }) {
  const { idleConnections } = context.sizes;
  const load = { ...setup, server, column, context };
  const hold = (connections, measure) => withConnections(connections, measure, load);
  // A first crowd comes and goes, so that code and buffers which are needed once are not counted.
  await hold(firstCrowd, async () => {});
  await sleep(settle);
  const redisBefore = await redis?.usedBytes();
  const before = residentBytes(server.pids);
  let after = before;
  let inRedis = 0;
  await hold(idleConnections, async () => {
    await sleep(settle);
    after = residentBytes(server.pids);
    if (redis !== undefined) inRedis = (await redis.usedBytes()) - redisBefore;
  });
  const noted = redis === undefined ? '' : `, ${Math.round(inRedis / idleConnections)} bytes each in Redis`;
  const note = `${Math.round(before / 2 ** 20)} MiB before${noted}`;
  return { cost: (after - before) / idleConnections, note };
}

function withConnections(connections, onReady, { server, column, context, channel, group = 0 }) {
  const args = ['--mode', 'hold', '--connections', connections, '--announce', 1, '--group', group];
  if (channel !== undefined) args.push('--channel', channel);
  return runLoad({
    program: context.programs?.load,
    args: [...args, '--port', server.port, ...column.client].map(String),
    onReady,
  });
}

function residentBytes(pids) {
  return pids
    .map((pid) => /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')))
    .reduce((sum, match) => sum + Number(match?.[1] ?? 0) * 1024, 0);
}
