import { command } from '../bootstrap/command.mjs';
import { BUNDLED, bundleApp } from './bundle-app.mjs';

const help = `
node scripts/bundling/bundle-apps.mjs [app ...]

Puts compiled apps, each with all that it imports, into the few files that are run: dist/ to bundle/. Without a
name: ${BUNDLED.join(', ')}.
  --help  this text
`;

await command(help, async (args) => {
  await Promise.all((args.length > 0 ? args : BUNDLED).map(bundleApp));
});
