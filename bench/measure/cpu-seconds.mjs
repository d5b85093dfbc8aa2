import { readFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** CPU time of processes so far, all threads, user and system. */
export function cpuSeconds(pids) {
  return pids
    .map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' '))
    .reduce((sum, fields) => sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond, 0);
}
