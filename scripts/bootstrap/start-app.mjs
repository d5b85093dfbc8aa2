import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandFailed } from './run.mjs';
import { readJson, root } from './workspace.mjs';

const REPEAT_MS = 500;

/**
 * Becomes the app: its `main` runs in this very process, so that a signal, an exit code or a kill is the
 * app's own and no second process can be left behind.
 */
export async function startApp(directory, args) {
  const main = join(root, directory, readJson(join(root, directory, 'package.json')).main ?? 'index.js');
  if (!existsSync(main)) throw new CommandFailed(`${directory} has no built ${main}.`);
  process.env.SHOAL_WELCOME = '1';
  process.argv = [process.execPath, main, ...args];
  mergeRepeatedSignals();
  await import(pathToFileURL(main).href);
}

/**
 * npm passes every signal on, also a Ctrl-C that the terminal has given to this process already. To a server
 * a second signal means "stop at once", so of signals within half a second only the first is heard.
 */
function mergeRepeatedSignals() {
  const emit = process.emit;
  let last = Number.NEGATIVE_INFINITY;
  process.emit = function emitOnce(event, ...rest) {
    if (event === 'SIGINT' || event === 'SIGTERM') {
      const now = performance.now();
      if (now - last < REPEAT_MS) return true;
      last = now;
    }
    return emit.call(this, event, ...rest);
  };
}
