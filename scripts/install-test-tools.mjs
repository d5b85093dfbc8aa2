import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { command } from './bootstrap/command.mjs';
import { run } from './bootstrap/run.mjs';
import { Steps } from './bootstrap/steps.mjs';

const help = `
node scripts/install-test-tools.mjs

Installs the programs that system tests start and that npm does not bring. On Debian and its relatives, as
root, it installs what is missing with apt-get; elsewhere it says what is missing.
`;

/** A program on the PATH, the Debian package it comes in, and what needs it. */
const PROGRAMS = [
  { program: 'amtool', debian: 'prometheus-alertmanager', purpose: 'the tests of alerts' },
  { program: 'chromium', debian: 'chromium', purpose: 'the test with a real browser' },
  { program: 'openssl', debian: 'openssl', purpose: 'the certificates of TLS tests' },
  { program: 'prometheus', debian: 'prometheus', purpose: 'the tests of metrics, rules and dashboards' },
  { program: 'prometheus-node-exporter', debian: 'prometheus-node-exporter', purpose: 'the host dashboard' },
  // The same program is the Sentinel; its package brings redis-cli too.
  { program: 'redis-server', debian: 'redis-server', purpose: 'the tests with one or several Redis' },
  { program: 'vmagent', debian: 'victoria-metrics', purpose: 'the discovery of pods' },
];

const ATTEMPTS = 3;
const APT_OPTIONS = ['-qq', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'];

await command(help, async () => {
  const missing = PROGRAMS.filter(({ program }) => !isOnPath(program));
  const steps = new Steps(1);
  if (missing.length === 0) {
    steps.say('the test tools are installed');
  } else if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    const packages = missing.map(({ debian }) => debian);
    await steps.run(`installing ${packages.join(', ')} with apt-get`, () =>
      retry(() => aptInstall(packages)),
    );
  } else {
    steps.say('programs are missing, and only root on Debian can have them installed here');
    for (const { program, debian, purpose } of missing) {
      console.error(`      ${program}, for ${purpose}: apt-get install ${debian}, or your system's package`);
    }
  }
});

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

async function aptInstall(packages) {
  const options = { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await run('apt-get', [...APT_OPTIONS, 'update'], options);
  await run('apt-get', [...APT_OPTIONS, 'install', '--yes', '--no-install-recommends', ...packages], options);
}

async function retry(work) {
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      console.error(`      attempt ${attempt} of ${ATTEMPTS} failed: ${error.message}`);
    }
  }
  await work();
}
