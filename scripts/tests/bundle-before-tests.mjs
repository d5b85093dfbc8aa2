import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hashTimes, readStamp, writeStamp } from '../bootstrap/stamp.mjs';
import { readWorkspace, root } from '../bootstrap/workspace.mjs';
import { BUNDLED, bundleApp } from '../bundling/bundle-app.mjs';

/** Whoever has compiled an app by hand, and not built it, tests what was compiled. */
// biome-ignore lint/style/noDefaultExport: Jest takes a global setup by its default export.
export default async function bundleBeforeTests() {
  const compiled = hashTimes(readWorkspace().map(({ directory }) => `${directory}/dist`));
  if (BUNDLED.every(isBundled) && readStamp('bundled')?.compiled === compiled) return;
  const apps = BUNDLED.filter((directory) => existsSync(join(root, directory, 'dist/main.js')));
  await Promise.all(apps.map((directory) => bundleApp(directory)));
  writeStamp('bundled', { compiled });
}

function isBundled(directory) {
  return existsSync(join(root, directory, 'bundle/main.js'));
}
