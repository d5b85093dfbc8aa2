import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './bootstrap/build.mjs';
import { command, takeFlag } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { exitCodeOf, tool } from './bootstrap/run.mjs';
import { Steps } from './bootstrap/steps.mjs';
import { countResults, describeCounts, readReport } from './tests/test-counts.mjs';

const help = `
npm test [-- options] [-- paths or jest options]

Installs and builds everything, if that was not done yet, and runs the tests: the unit tests, which read the
sources next to them, and the system tests, which start real servers. The last line counts the results.
  --unit      only the unit tests
  --system    only the system tests
  --long      the long-running system tests as well
  --verbose   show what the installer and the compiler print
  --help      this text
`;

await command(help, async (args) => {
  const verbose = takeFlag(args, '--verbose');
  const projects = takeProjects(args);
  const steps = new Steps(3);
  await ensureInstalled({ scope: 'full', steps, verbose });
  await ensureBuilt({ scope: 'full', steps, verbose });
  steps.say(`running the tests: ${projects.join(', ')}`);
  const { code, counts } = await runJest(projects, args);
  if (counts.passed + counts.failed === 0) console.error('No test ran, which is no success.');
  console.log(describeCounts(counts));
  return code === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
});

function takeProjects(args) {
  const chosen = ['unit', 'system'].filter((project) => takeFlag(args, `--${project}`));
  const projects = chosen.length > 0 ? chosen : ['unit', 'system'];
  return takeFlag(args, '--long') ? [...projects, 'long'] : projects;
}

async function runJest(projects, args) {
  const folder = mkdtempSync(join(tmpdir(), 'shoal-test-'));
  const report = join(folder, 'report.json');
  try {
    // System tests measure real time against real servers: more workers than two would starve them.
    const options = ['--maxWorkers=2', '--passWithNoTests', '--json', `--outputFile=${report}`];
    const code = await exitCodeOf(process.execPath, [
      tool('jest'),
      ...args,
      ...options,
      '--selectProjects',
      ...projects,
    ]);
    return { code, counts: countResults(readReport(report)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
