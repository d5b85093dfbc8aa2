import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { isPinned } from './cores.mjs';

const gibibyte = 1024 ** 3;
const busy = 0.5;

/** What the figures depend on, for the result file and the document. */
export function describeMachine(programs) {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / gibibyte),
    kernel: release(),
    isVirtual: isVirtual(),
    isPinned,
    loadClient: programs === undefined ? 'Node.js' : 'C',
    loadAverage: loadavg()[0],
    versions: {
      node: process.version,
      ws: versionOf('../node_modules/ws/package.json'),
      'socket.io': versionOf('../node_modules/socket.io/package.json'),
      shoal: commit(),
      ...(programs === undefined ? {} : { cc: firstLine('cc', ['--version']) }),
    },
  };
}

/** What may spoil a run, in words. */
export function warnings({ cores, loadAverage, isPinned: pinned }) {
  return [
    ...(loadAverage > busy ? [`the machine is busy (load average ${loadAverage.toFixed(2)})`] : []),
    ...(pinned ? [] : [`no core of its own for the server (${cores} cores, or no taskset)`]),
  ];
}

function versionOf(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version;
}

function commit() {
  return firstLine('git', ['describe', '--always', '--dirty']);
}

function firstLine(command, args) {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return stdout?.split('\n')[0] ?? 'unknown';
}

function isVirtual() {
  if (process.platform !== 'linux') return false;
  return /^flags.*\bhypervisor\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}
