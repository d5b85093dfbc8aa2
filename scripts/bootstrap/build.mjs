import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pnpm } from './install.mjs';
import { run, tool } from './run.mjs';
import { hashTimes, readStamp, writeStamp } from './stamp.mjs';
import { packagesOf, root } from './workspace.mjs';

const TITLE = { server: 'building the server', full: 'building all packages' };

/** Builds what `scope` needs, unless no source has changed since it was last built. */
export async function ensureBuilt({ scope, steps, verbose = false }) {
  const members = packagesOf(scope);
  const before = readStamp('built') ?? {};
  const now = Object.fromEntries(members.map((member) => [member.directory, hashSources(member)]));
  if (members.every((member) => isBuilt(member) && before[member.directory] === now[member.directory])) {
    steps.say('the build is up to date');
    return;
  }
  await steps.run(TITLE[scope], () => (scope === 'server' ? buildServer(verbose) : buildAll({ verbose })));
  writeStamp('built', { ...before, ...now });
}

/** Runs every package's own `build` script, in the order of their dependencies, unchanged ones from cache. */
export async function buildAll({ verbose = false } = {}) {
  // Turbo starts each build script through pnpm, which it can find only below `pnpm exec`.
  await run('npx', ['--yes', pnpm, 'exec', 'turbo', 'run', 'build'], {
    quiet: !verbose,
    env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  });
}

async function buildServer(verbose) {
  await run(process.execPath, [tool('tsc'), '-b', 'apps/server'], { quiet: !verbose });
  await run(process.execPath, ['scripts/bundling/bundle-apps.mjs', 'apps/server'], { quiet: !verbose });
}

function hashSources({ directory }) {
  return hashTimes([
    `${directory}/src`,
    `${directory}/tsconfig.json`,
    `${directory}/package.json`,
    'tsconfig.base.json',
  ]);
}

function isBuilt({ directory, manifest }) {
  const built = dirname(manifest.main ?? 'dist/index.js');
  return manifest.scripts?.build === undefined || existsSync(join(root, directory, built));
}
