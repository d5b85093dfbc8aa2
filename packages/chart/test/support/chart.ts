import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';

const here = pathToFileURL(__filename);

/** The repository's folder. */
export const root = fileURLToPath(new URL('../../../..', here));

/** The chart's. */
export const chart = join(root, 'helm/shoal');

/** The files of values that whoever changes the chart renders it with, by name. */
export const ciValues: readonly string[] = readdirSync(join(chart, 'ci')).sort();

export function readCiValues(name: string): Values {
  return parse(readFileSync(join(chart, 'ci', name), 'utf8'));
}

/** What is given to Helm with `--values`. */
export type Values = Readonly<Record<string, unknown>>;
