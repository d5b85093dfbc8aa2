/**
 * Writes the rule files: `write-rules.js [--output folder] [--thresholds file.json] [--prefix name_]`. Without an
 * output it writes what the repository holds: `deploy/prometheus`, and the index of `docs/runbooks`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readThresholds } from './rules/read-thresholds.js';
import { type RenderOptions, renderRules, writeRuleFile } from './rules/render-rules.js';
import { renderRunbookIndex } from './rules/runbook-index.js';

const { values } = parseArgs({
  options: { output: { type: 'string' }, thresholds: { type: 'string' }, prefix: { type: 'string' } },
});

const root = fileURLToPath(new URL('../../..', import.meta.url));
if (values.output !== undefined) {
  const thresholds =
    values.thresholds === undefined ? {} : JSON.parse(readFileSync(values.thresholds, 'utf8'));
  const prefix = values.prefix === undefined ? {} : { prefix: values.prefix };
  writeFiles(values.output, { thresholds: readThresholds(thresholds), ...prefix });
} else if (values.thresholds !== undefined || values.prefix !== undefined) {
  throw new Error('Say where to write rules of your own: --output folder');
} else {
  writeFiles(join(root, 'deploy/prometheus'), {});
  writeFileSync(join(root, 'docs/runbooks/README.md'), renderRunbookIndex());
}

function writeFiles(folder: string, options: RenderOptions): void {
  mkdirSync(folder, { recursive: true });
  for (const file of renderRules(options)) writeFileSync(join(folder, file.name), writeRuleFile(file));
}
