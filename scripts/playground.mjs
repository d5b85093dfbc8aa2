import { ensureBuilt } from './bootstrap/build.mjs';
import { command, takeFlag } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { startApp } from './bootstrap/start-app.mjs';
import { Steps } from './bootstrap/steps.mjs';

const help = `
npm run playground [-- options]

Installs and builds everything, if that was not done yet, and runs the playground: a page with a real client
and situations to try. The options are the playground's own, except:
  --verbose   show what the installer and the compiler print
  --help      this text
`;

await command(help, async (args) => {
  const verbose = takeFlag(args, '--verbose');
  const steps = new Steps(3);
  await ensureInstalled({ scope: 'full', steps, verbose });
  await ensureBuilt({ scope: 'full', steps, verbose });
  steps.say('starting the playground (Ctrl-C stops it)');
  await startApp('apps/playground', args);
});
