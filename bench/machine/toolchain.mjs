import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('..', import.meta.url));

/** Where everything goes that a run makes for itself. */
export const buildFolder = `${bench}.build/`;

const flags = ['-std=c11', '-O2', '-Wall', '-Wextra', '-D_GNU_SOURCE', `-I${bench}load/c`];

/**
 * Compiles the programs that are written in C.
 *
 * @returns {{ load: string, floor: string, spinner: string } | undefined} their paths; undefined without a compiler or
 *   outside Linux, where the load client is the one for Node.js and there is no floor
 */
export function compilePrograms() {
  mkdirSync(buildFolder, { recursive: true });
  if (process.platform !== 'linux' || spawnSync('cc', ['--version']).status !== 0) return undefined;
  return {
    load: compile('load', sourcesIn('load/c')),
    floor: compile('floor', sourcesIn('peers/floor')),
    spinner: compile('spinner', [`${bench}machine/spinner.c`]),
  };
}

function sourcesIn(folder) {
  return readdirSync(`${bench}${folder}`, { recursive: true })
    .filter((file) => file.endsWith('.c'))
    .map((file) => `${bench}${folder}/${file}`);
}

function compile(name, sources) {
  const path = `${buildFolder}${name}`;
  const { status, stderr } = spawnSync('cc', [...flags, '-o', path, ...sources], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cc could not compile ${name}:\n${stderr}`);
  return path;
}
