import { help } from '../bench/options.mjs';
import { ensureBuilt } from './bootstrap/build.mjs';
import { command } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { exitCodeOf } from './bootstrap/run.mjs';
import { Steps } from './bootstrap/steps.mjs';

await command(help, async (args) => {
  const steps = new Steps(3);
  await ensureInstalled({ scope: 'full', steps });
  await ensureBuilt({ scope: 'server', steps });
  steps.say('measuring');
  return exitCodeOf(process.execPath, ['bench/run.mjs', ...args]);
});
