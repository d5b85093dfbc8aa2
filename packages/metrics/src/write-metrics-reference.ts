/** Writes the reference page into the file named by the first argument. */
import { writeFileSync } from 'node:fs';
import { renderMetricsReference } from './catalogue/render-metrics-reference.js';
import { catalogueAreas } from './catalogue/server-catalogue.js';

const [, , path] = process.argv;
if (path === undefined)
  throw new Error('Say which file to write: write-metrics-reference.js docs/metrics.md');
writeFileSync(path, renderMetricsReference(catalogueAreas));
