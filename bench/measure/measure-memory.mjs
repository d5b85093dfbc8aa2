import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from '../load/run-load.mjs';
import { withServer } from '../servers/with-server.mjs';

const settle = 3000;
const firstCrowd = 1000;

/** Growth of RSS for each idle connection, in bytes: greeted, and subscribed to nothing. */
export function measureMemory(column, context) {
  return withServer(column, { context }, (server) => measureGrowth(server, column, context));
}

async function measureGrowth(server, column, context) {
  const { idleConnections } = context.sizes;
  const hold = (connections, measure) => withConnections(connections, measure, { server, column, context });
  // A first crowd comes and goes, so that code and buffers which are needed once are not counted.
  await hold(firstCrowd, async () => {});
  await sleep(settle);
  const before = residentBytes(server.pids);
  let after = before;
  await hold(idleConnections, async () => {
    await sleep(settle);
    after = residentBytes(server.pids);
  });
  return { cost: (after - before) / idleConnections, note: `${Math.round(before / 2 ** 20)} MiB before` };
}

function withConnections(connections, onReady, { server, column, context }) {
  const args = ['--mode', 'hold', '--connections', connections, '--announce', 1];
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
