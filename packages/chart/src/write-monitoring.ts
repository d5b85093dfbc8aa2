import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  allDashboards,
  renderDashboard,
  renderRules,
  thresholdPlaceholders,
  writeRuleFile,
} from '@shoal/monitoring';

/**
 * Makes the folders `prometheus` and `dashboards` in `files`, since a chart cannot reach files outside of its own
 * folder: what `deploy/` has, but rules with places for the thresholds, which are values of the chart.
 */
export function writeMonitoring(files: string): void {
  const rules = renderRules({ thresholds: thresholdPlaceholders });
  const ruleFiles = rules.map((file) => ({ name: file.name, text: writeRuleFile(file) }));
  const dashboards = allDashboards.map((spec) => ({
    ...{ name: `${spec.name}.json`, text: renderDashboard(spec) },
  }));
  replaceFolder(join(files, 'prometheus'), ruleFiles);
  replaceFolder(join(files, 'dashboards'), dashboards);
}

function replaceFolder(folder: string, files: readonly { name: string; text: string }[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
}
