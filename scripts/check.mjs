import { ensureBuilt } from './bootstrap/build.mjs';
import { command, takeFlag } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { exitCodeOf, tool } from './bootstrap/run.mjs';
import { Steps } from './bootstrap/steps.mjs';
import { readWorkspace } from './bootstrap/workspace.mjs';

const help = `
npm run check

Installs what is needed, if that was not done yet, and runs every check, each even if one before it failed:
format and lint, types, boundaries between packages, sizes, paths in documents, generated documents.
A package whose documents are generated says so with a script "docs:check" in its package.json.
  --verbose   show what the installer prints
  --help      this text
`;

const node = (script, ...args) => ({ program: process.execPath, args: [script, ...args] });

const CHECKS = [
  { name: 'format and lint', ...node(tool('biome'), 'check', '--error-on-warnings') },
  { name: 'types', ...node(tool('tsc'), '-p', '.') },
  { name: 'boundaries', ...node('scripts/boundaries/check-boundaries.mjs') },
  { name: 'sizes', ...node('scripts/checks/check-sizes.mjs') },
  { name: 'paths in documents', ...node('scripts/checks/check-docs-paths.mjs') },
];

await command(help, async (args) => {
  const verbose = takeFlag(args, '--verbose');
  const generated = generatedDocumentChecks();
  const steps = new Steps(generated.length > 0 ? 2 : 1);
  await ensureInstalled({ scope: 'full', steps, verbose });
  if (generated.length > 0) await ensureBuilt({ scope: 'full', steps, verbose });

  const results = [];
  for (const check of [...CHECKS, ...generated]) results.push(await runCheck(check));
  console.log('');
  for (const { name, passed, seconds } of results) {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${seconds.padStart(5)} s  ${name}`);
  }
  return results.every((result) => result.passed) ? 0 : 1;
});

async function runCheck({ name, program, args }) {
  console.log(`\n${name}`);
  const started = performance.now();
  const code = await exitCodeOf(program, args);
  return { name, passed: code === 0, seconds: ((performance.now() - started) / 1000).toFixed(1) };
}

function generatedDocumentChecks() {
  return readWorkspace()
    .filter((member) => member.manifest.scripts?.['docs:check'] !== undefined)
    .map(({ name, directory }) => ({
      name: `generated documents of ${name}`,
      program: 'npm',
      args: ['run', '--silent', '--prefix', directory, 'docs:check'],
    }));
}
