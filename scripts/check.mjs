import { command, takeFlag } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { exitCodeOf, tool } from './bootstrap/run.mjs';
import { Steps } from './bootstrap/steps.mjs';

const help = `
npm run check

Installs what is needed, if that was not done yet, and runs every check, each even if one before it failed:
format and lint, types, boundaries between packages, sizes, paths in documents, generated documents.
A package that generates documents does so with a script "docs" in its package.json.
  --verbose   show what the installer prints
  --help      this text
`;

// Each is a script for Node.js with its arguments.
const CHECKS = [
  { name: 'format and lint', args: [tool('biome'), 'check', '--error-on-warnings'] },
  { name: 'types', args: [tool('tsc'), '-p', '.'] },
  { name: 'types of the playground page', args: [tool('tsc'), '-p', 'apps/playground/src/page', '--noEmit'] },
  { name: 'boundaries', args: ['scripts/boundaries/check-boundaries.mjs'] },
  { name: 'sizes', args: ['scripts/checks/check-sizes.mjs'] },
  { name: 'paths in documents', args: ['scripts/checks/check-docs-paths.mjs'] },
  { name: 'generated documents', args: ['scripts/checks/check-generated-docs.mjs'] },
];

await command(help, async (args) => {
  const verbose = takeFlag(args, '--verbose');
  await ensureInstalled({ scope: 'full', steps: new Steps(1), verbose });

  const results = [];
  for (const check of CHECKS) results.push(await runCheck(check));
  console.log('');
  for (const { name, passed, seconds } of results) {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${seconds.padStart(5)} s  ${name}`);
  }
  return results.every((result) => result.passed) ? 0 : 1;
});

async function runCheck({ name, args }) {
  console.log(`\n${name}`);
  const started = performance.now();
  const code = await exitCodeOf(process.execPath, args);
  return { name, passed: code === 0, seconds: ((performance.now() - started) / 1000).toFixed(1) };
}
