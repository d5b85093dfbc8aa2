/** Writes every dashboard as JSON into the folder named by the first argument, and removes what is none of them. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allDashboards } from './all-dashboards.js';
import { renderDashboard } from './provisioned-dashboard.js';

const [, , folder] = process.argv;
if (folder === undefined) {
  throw new Error('Say where to write: write-dashboards.js ../../deploy/grafana/dashboards');
}
mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) rmSync(join(folder, file));
for (const spec of allDashboards) {
  writeFileSync(join(folder, `${spec.name}.json`), renderDashboard(spec));
}
