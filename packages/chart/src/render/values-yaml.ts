import { stringify } from 'yaml';
import type { Section, ValueNode } from '../values/value.js';

const HEAD = `# Values of the chart. Made by packages/chart from its sources; write there, not here.
# README.md has the same as a table, and docs/operations says how to use them.
`;

const WIDTH = 108;

/** `values.yaml`: every value with its default, under what it means. */
export function renderValuesYaml(values: Section): string {
  const explained = new Set<string>();
  const sections = Object.entries(values.children).map(([name, child]) =>
    renderNode([name], child, explained).join('\n'),
  );
  return `${HEAD}\n${sections.join('\n\n')}\n`;
}

/**
 * A value with its comment. Workloads have the same values: what has been explained for the first of them, under the
 * same key in the same words, is not explained again.
 */
function renderNode(path: readonly string[], node: ValueNode, explained: Set<string>): string[] {
  const name = path.at(-1) ?? '';
  const key = `${path.slice(1).join('.')}: ${node.doc}`;
  const comment = path.length > 1 && explained.has(key) ? [] : wrap(node.doc, WIDTH - 2 * path.length);
  explained.add(key);
  const lines = comment.map((line) => `# ${line}`);
  if (node.kind === 'leaf') return [...lines, ...renderLeaf(name, node.default)];
  const children = Object.entries(node.children).flatMap(([child, value]) =>
    renderNode([...path, child], value, explained),
  );
  return [...lines, `${name}:`, ...children.map((line) => `  ${line}`)];
}

function renderLeaf(name: string, value: unknown): string[] {
  return stringify({ [name]: value }, { lineWidth: 0 })
    .trimEnd()
    .split('\n');
}

/** Lines of whole words that are at most `width` long, unless a word is longer. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
