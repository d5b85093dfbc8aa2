// Writes what of helm/shoal is made: values.yaml, values.schema.json, the tables of README.md, and its rules and
// dashboards. Run by the script `docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationJsonSchema } from '@shoal/runtime';
import { configurationForChart } from './render/configuration-schema.js';
import { replaceBetween } from './render/replace-between.js';
import { renderValuesSchema } from './render/values-schema.js';
import { renderValuesTables } from './render/values-table.js';
import { renderValuesYaml } from './render/values-yaml.js';
import { chartValues } from './values/chart-values.js';
import { writeMonitoring } from './write-monitoring.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const chart = join(root, 'helm/shoal');
const values = chartValues(configurationForChart(configurationJsonSchema()));

writeFileSync(join(chart, 'values.yaml'), renderValuesYaml(values));
writeFileSync(join(chart, 'values.schema.json'), renderValuesSchema(values));
const readme = join(chart, 'README.md');
const markers = ['<!-- values: made by packages/chart -->', '<!-- end of the values -->'] as const;
writeFileSync(readme, replaceBetween(readFileSync(readme, 'utf8'), markers, renderValuesTables(values)));
writeMonitoring(join(chart, 'files'));
