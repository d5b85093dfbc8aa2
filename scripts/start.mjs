import { ensureBuilt } from './bootstrap/build.mjs';
import { command, takeFlag } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { startApp } from './bootstrap/start-app.mjs';
import { Steps } from './bootstrap/steps.mjs';

const help = `
npm start [-- options]

Installs and builds what the server needs, if that was not done yet, and runs the server in this terminal.
The options are the server's own (npm start -- --config shoal.toml), except:
  --verbose   show what the installer and the compiler print
  --help      this text
`;

await command(help, async (args) => {
  const verbose = takeFlag(args, '--verbose');
  const steps = new Steps(3);
  await ensureInstalled({ scope: 'server', steps, verbose });
  await ensureBuilt({ scope: 'server', steps, verbose });
  steps.say('starting the server (Ctrl-C stops it)');
  await startApp('apps/server', args);
});
