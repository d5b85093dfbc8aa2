import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../bootstrap/workspace.mjs';
import { BUNDLED, bundleApp } from '../bundling/bundle-app.mjs';

/** Whoever has compiled an app by hand, and not built it, tests what was compiled. */
// biome-ignore lint/style/noDefaultExport: Jest takes a global setup by its default export.
export default async function bundleBeforeTests() {
  const compiled = BUNDLED.filter((directory) => existsSync(join(root, directory, 'dist/main.js')));
  await Promise.all(compiled.map((directory) => bundleApp(directory)));
}
