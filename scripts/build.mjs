import { buildAll } from './bootstrap/build.mjs';
import { command, takeFlag } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { Steps } from './bootstrap/steps.mjs';

const help = `
npm run build [-- options]

Builds every package and app into its dist/ folder, in the order of their dependencies, and the server and the
workers into the few files of their bundle/ folders, which are run. What has not changed comes from Turbo's cache.
  --verbose   show what the installer prints
  --help      this text
`;

await command(help, async (args) => {
  const verbose = takeFlag(args, '--verbose');
  const steps = new Steps(2);
  await ensureInstalled({ scope: 'full', steps, verbose });
  await steps.run('building all packages', () => buildAll({ verbose: true }));
});
