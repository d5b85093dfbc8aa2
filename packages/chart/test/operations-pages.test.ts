import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allDashboards, judgeQuery, renderRules } from '@shoal/monitoring';
import { parse } from 'yaml';
import { z } from 'zod';
import { chart, root } from './support/chart.js';

/** Migrating is about names of others too. */
const folder = join(root, 'docs/operations');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'migrate.md');

const values: unknown = parse(readFileSync(join(chart, 'values.yaml'), 'utf8'));
const settings = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
const alerts = new Set(
  renderRules()
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .flatMap((rule) => ('alert' in rule ? [rule.alert] : [])),
);
const panels = new Set(
  allDashboards.flatMap(({ rows }) => rows.flatMap(({ lines }) => lines.flat().map(({ title }) => title))),
);

const asObject = z.record(z.string(), z.unknown());

/** Whether there is such a value, or one that takes whatever stands below it. */
function isValue([first, ...rest]: readonly string[], within: unknown): boolean {
  if (first === undefined) return true;
  const here = asObject.safeParse(within).data;
  if (here === undefined) return false;
  return Object.keys(here).length === 0 || (first in here && isValue(rest, here[first]));
}

/** What a document says in code, and in italics, with the blanks of line breaks. */
function said(page: string) {
  const text = readFileSync(join(folder, page), 'utf8');
  const prose = text.replace(/```[\s\S]*?```/g, '');
  return {
    code: [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replace(/\s+/g, ' ')),
    italics: [...prose.replace(/`[^`]+`/g, '').matchAll(/(?<![*\w])\*([^*]+)\*(?!\*)/g)].map(
      ([, words = '']) => words.replace(/\s+/g, ' '),
    ),
  };
}

/** `drain.windowSeconds`, a value, or `drain.window`, a setting; the first word tells those from other paths. */
function isMeantAsOurs(path: string): boolean {
  const [first = ''] = path.split('.', 1);
  return first in asObject.parse(values) || settings.includes(`\`${first}.`);
}

const paths = /^[a-z]\w*(\.\w+)+$/;
const files = /\.(md|ya?ml|json|m?ts|crt)$/;

test.each(pages)('%s names only what there is', (page) => {
  const { code, italics } = said(page);
  const metrics = code.filter((text) => /\bsockudo_\w/.test(text));
  const named = code.filter((text) => paths.test(text) && !files.test(text));
  expect({
    alerts: code.filter((text) => /^(Shoal|Sockudo)[A-Z]\w+$/.test(text) && !alerts.has(text)),
    metrics: metrics.flatMap((query) => judgeQuery(query, { prefix: 'sockudo_' })),
    values: named
      .filter(isMeantAsOurs)
      .filter((path) => !isValue(path.split('.'), values) && !settings.includes(`\`${path}\``)),
    panels: italics.filter((title) => !panels.has(title)),
  }).toEqual({ alerts: [], metrics: [], values: [], panels: [] });
});
