import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../bootstrap/command.mjs';
import { run } from '../bootstrap/run.mjs';
import { readWorkspace, root } from '../bootstrap/workspace.mjs';
import { reportViolations } from './report.mjs';
import { ownFiles } from './source-files.mjs';

const help = `
node scripts/checks/check-generated-docs.mjs

Runs the script "docs" of every package that has one, and refuses files in docs/, deploy/ and helm/ that were
not what it makes of the sources. The new ones are left in place, to be looked at and committed.
`;

const TARGETS = ['docs', 'deploy', 'helm'];

await command(help, async () => {
  const before = readTargets();
  for (const member of readWorkspace().filter(({ manifest }) => manifest.scripts?.docs !== undefined)) {
    await run('npm', ['run', '--silent', '--prefix', member.directory, 'docs'], { quiet: true });
  }
  const after = readTargets();
  const changed = [...after.keys()].filter((path) => before.get(path) !== after.get(path));
  return reportViolations(
    'generated documents',
    after.size,
    changed.map((file) => ({ file, subject: 'stale', reason: 'it has just been generated anew: commit it' })),
  );
});

/** Every file a generator may write, with its contents. */
function readTargets() {
  const paths = TARGETS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    ownFiles(root, folder),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'latin1')]));
}
