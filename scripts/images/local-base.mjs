import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../bootstrap/run.mjs';

export const LOCAL_BASE = 'localhost/shoal-node-base:dev';

const PROGRAMS = [process.execPath, '/usr/bin/env', '/bin/sh', '/bin/rm', '/bin/cp', '/bin/ln', '/bin/mkdir'];
const MORE = ['/usr/bin/dirname', '/usr/bin/sed', '/usr/bin/uname', '/bin/sleep'];

/** So that npm reaches in a build what it reaches here. None of it is in an image that is meant for others. */
const SETTINGS = ['/etc/ssl/certs/ca-certificates.crt', '/usr/etc/npmrc', '/etc/resolv.conf', '/etc/hosts'];

/** Makes the base image: this machine's node, npm, a shell, and the libraries that they load. */
export async function makeLocalBase({ verbose }) {
  const root = mkdtempSync(join(tmpdir(), 'shoal-base-'));
  try {
    fill(root);
    await commit(root, verbose);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function fill(root) {
  const programs = [...PROGRAMS, ...MORE].filter((path) => existsSync(path));
  for (const path of new Set([...programs, ...programs.flatMap(librariesOf), ...SETTINGS])) copy(root, path);
  const npm = dirname(dirname(realpathSync(join(dirname(process.execPath), 'npm'))));
  cpSync(npm, join(root, 'usr/lib/node_modules/npm'), {
    ...{ recursive: true, dereference: true, preserveTimestamps: true },
  });
  const programFolder = join(root, 'usr/bin');
  mkdirSync(programFolder, { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(programFolder, 'npm'));
  const settings = join(homedir(), '.npmrc');
  if (existsSync(settings)) cpSync(settings, join(root, 'root/.npmrc'));
  for (const folder of ['tmp', 'proc', 'sys', 'dev', 'root']) {
    mkdirSync(join(root, folder), { recursive: true, mode: folder === 'tmp' ? 0o1777 : 0o755 });
  }
}

function copy(root, path) {
  if (!existsSync(path)) return;
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(realpathSync(path), target, { preserveTimestamps: true });
}

/** What the dynamic loader says that the program loads, the loader included. */
function librariesOf(program) {
  try {
    const lines = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [...lines.matchAll(/(\/\S+)\s+\(0x/g)].map(([, path]) => path);
  } catch {
    // A script or a static program loads nothing.
    return [];
  }
}

async function commit(root, verbose) {
  const container = execFileSync('buildah', ['from', 'scratch'], { encoding: 'utf8' }).trim();
  const quiet = !verbose;
  try {
    await run('buildah', ['add', '--quiet', container, root, '/'], { quiet });
    const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    const authorities = '/etc/ssl/certs/ca-certificates.crt';
    const env = [
      '--env',
      path,
      '--env',
      `NODE_EXTRA_CA_CERTS=${authorities}`,
      '--env',
      `SSL_CERT_FILE=${authorities}`,
    ];
    await run('buildah', ['config', ...env, container], { quiet });
    await run('buildah', ['commit', '--quiet', '--timestamp', '0', container, LOCAL_BASE], { quiet });
  } finally {
    await run('buildah', ['rm', container], { quiet: true });
  }
}
