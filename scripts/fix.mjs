import { command, takeFlag } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { exitCodeOf, tool } from './bootstrap/run.mjs';
import { Steps } from './bootstrap/steps.mjs';

const help = `
npm run fix [-- paths]

Formats the sources and repairs what the linter can repair without changing meaning; lists what is left.
  --verbose   show what the installer prints
  --help      this text
`;

await command(help, async (args) => {
  const verbose = takeFlag(args, '--verbose');
  const steps = new Steps(2);
  await ensureInstalled({ scope: 'full', steps, verbose });
  steps.say('formatting and repairing');
  return exitCodeOf(process.execPath, [tool('biome'), 'check', '--write', '--error-on-warnings', ...args]);
});
