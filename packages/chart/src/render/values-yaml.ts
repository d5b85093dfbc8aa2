import { stringify } from 'yaml';
import type { Section, ValueNode } from '../values/value.js';

const HEAD = `# Values of the chart. Made by packages/chart from its sources; write there, not here.
# README.md has the same as a table, and docs/operations says how to use them.
`;

const WIDTH = 108;

/** `values.yaml`: every value with its default, under what it means. */
export function renderValuesYaml(values: Section): string {
  const sections = Object.entries(values.children).map(([name, child]) => {
    const model =
      child.kind === 'section' && child.like !== undefined ? values.children[child.like] : undefined;
    return [...comment(child.doc, 1), ...renderNode(name, child, { depth: 1, model })].join('\n');
  });
  return `${HEAD}\n${sections.join('\n\n')}\n`;
}

interface Place {
  readonly depth: number;
  /** What stands at the same place of the section that this one is like. */
  readonly model: ValueNode | undefined;
}

function renderNode(name: string, node: ValueNode, { depth, model }: Place): string[] {
  if (node.kind === 'leaf') return renderLeaf(name, node.default);
  const models = model?.kind === 'section' ? model.children : {};
  const lines = Object.entries(node.children).flatMap(([key, child]) => {
    const known = models[key];
    const explanation = known?.doc === child.doc ? [] : comment(child.doc, depth + 1);
    return [...explanation, ...renderNode(key, child, { depth: depth + 1, model: known })];
  });
  return [`${name}:`, ...lines.map((line) => `  ${line}`)];
}

function comment(doc: string, depth: number): string[] {
  return wrap(doc, WIDTH - 2 * depth).map((line) => `# ${line}`);
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
