import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is the same in every mode's line. */
const nothing = { publishes: 0, latencyMs: { p50: 0, p99: 0 }, longestPingMs: 0, scrapes: 0 };

/** Measures what `work` takes of the servers' CPU; it returns how many operations it did, or a part of the line. */
export async function measureWindow({ pids }, work) {
  const cpu = cpuSeconds(pids);
  const start = performance.now();
  const done = await work();
  const seconds = (performance.now() - start) / 1000;
  const counted = typeof done === 'number' ? { operations: done } : done;
  return { ...nothing, seconds, cpuSeconds: cpuSeconds(pids) - cpu, ...counted };
}

/** The server has work to do after the last answer has gone out. */
export function settle() {
  return sleep(300);
}

/** CPU of all threads of the processes in the comma list, from the scheduler's account, in seconds. */
function cpuSeconds(pids) {
  const tasks = pids
    .split(',')
    .filter(Boolean)
    .flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((task) => `/proc/${pid}/task/${task}/schedstat`));
  return tasks.reduce((sum, path) => sum + Number(readFileSync(path, 'utf8').split(' ')[0]) / 1e9, 0);
}
