import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { hashContents, readStamp, writeStamp } from './stamp.mjs';
import { packagesOf, readJson, readWorkspace, root } from './workspace.mjs';

/**
 * `server` takes run-time dependencies only. The root's own `dependencies` are the compiler, the bundler and
 * the type packages, so that this is enough to build; its `devDependencies` are the test and check tools.
 */
const SELECTION = {
  server: ['--prod', '--filter-prod', '@shoal/server...'],
  full: ['--prod=false'],
};

const TITLE = {
  server: "installing the server's packages (the first time takes about 20 s)",
  full: 'installing all packages, test tools included (the first time takes about 30 s)',
};

/** `pnpm@10.1.2`: the one version this repository is installed with. */
export const pnpm = readJson(join(root, 'package.json')).packageManager;

/** Makes pnpm runnable through npx: nothing is installed outside npm's cache. */
export async function ensurePnpm({ verbose = false } = {}) {
  await run('npx', ['--yes', pnpm, '--version'], { quiet: !verbose, advise: adviseOnNetwork });
}

/** Installs what `scope` needs, unless an earlier run did. Never removes what a fuller scope had installed. */
export async function ensureInstalled({ scope, steps, verbose = false }) {
  const manifests = readWorkspace().map((member) => `${member.directory}/package.json`);
  const hash = hashContents(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests]);
  const stamp = readStamp('installed');
  const covered = stamp?.scope === 'full' || stamp?.scope === scope;
  if (covered && stamp.hash === hash && everyFolderIsThere(scope)) {
    steps.say('packages are installed');
    return;
  }
  const wanted = hasDevDependencies() ? 'full' : scope;
  await steps.run(TITLE[wanted], async () => {
    await ensurePnpm({ verbose });
    await run('npx', ['--yes', pnpm, ...installArguments(wanted)], { quiet: !verbose, advise });
  });
  writeStamp('installed', { scope: wanted, hash });
}

function installArguments(scope) {
  // Without a terminal pnpm would rather stop than replace a node_modules of another scope.
  const unattended = ['--config.confirm-modules-purge=false', '--reporter=append-only'];
  return ['install', '--frozen-lockfile', ...unattended, ...SELECTION[scope]];
}

function everyFolderIsThere(scope) {
  return packagesOf(scope)
    .filter((member) => Object.keys(member.manifest.dependencies ?? {}).length > 0)
    .every((member) => existsSync(join(root, member.directory, 'node_modules')));
}

/** True when pnpm was run here without `--prod`, by hand or by another command. */
function hasDevDependencies() {
  const path = join(root, 'node_modules', '.modules.yaml'); // JSON, in spite of its name
  return existsSync(path) && readJson(path).included?.devDependencies === true;
}

function advise(output) {
  if (output.includes('OUTDATED_LOCKFILE')) {
    return `A package.json was changed without the lockfile. Run: npx ${pnpm} install`;
  }
  return adviseOnNetwork(output);
}

function adviseOnNetwork(output) {
  if (!/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|FETCH_|network/i.test(output)) return '';
  return [
    'The package registry could not be reached. Check the network, or the registry npm is set to use',
    '(npm config get registry), and run the same command again: what was downloaded is kept.',
  ].join('\n');
}
