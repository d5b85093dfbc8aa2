import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeedDocument } from '../seed-row.js';

/** The text of a document. */
export function readDocument(name: SeedDocument): string {
  return readFileSync(join(__dirname, `${name}.txt`), 'utf8');
}

/** The searches for logs, by the comment before each. */
export function readSearches(): Readonly<Record<string, unknown>> {
  const [, ...blocks] = readDocument('guide').split(/^\/\/ /m);
  return Object.fromEntries(
    blocks.map((block) => {
      const [title = '', ...lines] = block.split('\n');
      return [title, parseFirst(lines)];
    }),
  );
}

/** The JSON with which lines begin. @throws Error when they do not */
function parseFirst(lines: readonly string[]): unknown {
  let depth = 0;
  for (const [index, line] of lines.entries()) {
    depth += line.split(/[{[]/).length - line.split(/[}\]]/).length;
    if (depth === 0) return JSON.parse(lines.slice(0, index + 1).join('\n'));
  }
  throw new Error(`No JSON: ${lines.join('\n')}`);
}
