import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './bootstrap/build.mjs';
import { command, takeFlag } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { startApp } from './bootstrap/start-app.mjs';
import { Steps } from './bootstrap/steps.mjs';
import { root } from './bootstrap/workspace.mjs';

const SITUATIONS = 'apps/playground/src/situations';

const help = `
npm run playground [-- options]

Installs and builds everything, if that was not done yet, and runs the playground: a page with a real client
for trying and debugging a server at SHOAL_URL (http://127.0.0.1:6001). Options:
  --situation <name>  play one of the situations below against the server instead
  --count <number>    how many of what the situation is about
  --seconds <number>  when it ends at the latest
  --verbose           show what the installer and the compiler print
  --help              this text

Situations:
${listSituations()}
`;

await command(help, async (args) => {
  const verbose = takeFlag(args, '--verbose');
  const steps = new Steps(3);
  await ensureInstalled({ scope: 'full', steps, verbose });
  await ensureBuilt({ scope: 'full', steps, verbose });
  steps.say('starting the playground (Ctrl-C stops it)');
  await startApp('apps/playground', args);
});

/** Read from the sources: the help is there before anything is built. */
function listSituations() {
  return readdirSync(join(root, SITUATIONS))
    .map((file) => readFileSync(join(root, SITUATIONS, file), 'utf8'))
    .map((source) => /name: '(.+)',\s+description: '(.+)'/.exec(source))
    .filter((found) => found !== null)
    .map(([, name, description]) => `  ${name.padEnd(18)}  ${description}`)
    .join('\n');
}
