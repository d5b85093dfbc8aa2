import { command } from '../bootstrap/command.mjs';
import { rootFrom } from '../checks/source-files.mjs';
import { BUNDLED, bundleApp } from './bundle-app.mjs';

const help = `
node scripts/bundling/bundle-apps.mjs [app ...] [--root folder]

Puts compiled apps, each with all that it imports, into the few files that are run: dist/ to bundle/. Without a
name: ${BUNDLED.join(', ')}.
  --root folder  another built tree than this one
  --help         this text
`;

await command(help, async (args) => {
  const from = rootFrom(args);
  const apps = args.filter((arg) => arg.startsWith('apps/'));
  await Promise.all((apps.length > 0 ? apps : BUNDLED).map((app) => bundleApp(app, from)));
});
