// Leaves of a built and installed tree what runs: what is compiled, manifests, licence, and this folder's health check.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const APPS = ['server', 'webhook-worker', 'push-worker'];
const AT_THE_ROOT = new Set(['apps', 'deploy', 'node_modules', 'packages', 'LICENSE', 'package.json']);
const IN_A_PACKAGE = new Set(['bin', 'dist', 'node_modules', 'package.json']);
/** Of the compiled files those that only a compiler or a debugger reads. */
const NOT_RUN = /\.(d\.ts|d\.ts\.map|js\.map|tsbuildinfo)$/;

keep('.', AT_THE_ROOT);
keep('apps', new Set(APPS));
for (const app of APPS) keep(join('apps', app), IN_A_PACKAGE);
for (const name of readdirSync('packages')) {
  const folder = join('packages', name);
  // Whatever was not installed is no part of the three apps.
  if (existsSync(join(folder, 'dist'))) keep(folder, IN_A_PACKAGE);
  else rmSync(folder, { recursive: true });
}
keep('deploy', new Set(['docker']));
keep(join('deploy', 'docker'), new Set(['healthcheck.mjs']));
for (const room of ['apps', 'packages']) dropUnrun(room);

function keep(folder, names) {
  for (const name of readdirSync(folder)) {
    if (!names.has(name)) rmSync(join(folder, name), { recursive: true });
  }
}

function dropUnrun(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') dropUnrun(path);
    else if (entry.isFile() && NOT_RUN.test(entry.name)) rmSync(path);
  }
}
