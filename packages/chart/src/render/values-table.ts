import type { Leaf, Section, ValueNode } from '../values/value.js';

interface Row {
  readonly path: readonly string[];
  readonly leaf: Leaf;
}

/** The values as tables of Markdown, one for each section at the top. */
export function renderValuesTables(values: Section): string {
  const first = new Map<string, Leaf>();
  return Object.entries(values.children)
    .map(([name, node]) => renderTable(name, node, first))
    .join('\n\n');
}

/** A later workload's table leaves out what is the same under the same key as in an earlier one. */
function renderTable(name: string, node: ValueNode, first: Map<string, Leaf>): string {
  if (node.kind === 'leaf') return [`### ${name}`, '', ...table([{ path: [name], leaf: node }])].join('\n');
  const rows = leavesOf([name], node);
  const fresh = rows.filter(({ path, leaf }) => !isSame(first.get(path.slice(1).join('.')), leaf));
  for (const { path, leaf } of fresh) first.set(path.slice(1).join('.'), leaf);
  const left = rows.length - fresh.length;
  const rest = left > 3 ? ['', `All its other values are as in \`server\`.`] : [];
  const shown = left > 3 ? fresh : rows;
  return [`### ${name}`, '', node.doc, '', ...table(shown), ...rest].join('\n');
}

function isSame(one: Leaf | undefined, other: Leaf): boolean {
  return one?.doc === other.doc && JSON.stringify(one.default) === JSON.stringify(other.default);
}

function leavesOf(path: readonly string[], node: ValueNode): Row[] {
  if (node.kind === 'leaf') return [{ path, leaf: node }];
  return Object.entries(node.children).flatMap(([name, child]) => leavesOf([...path, name], child));
}

function table(rows: readonly Row[]): string[] {
  return [
    '| value | default | meaning |',
    '| --- | --- | --- |',
    ...rows.map(({ path, leaf }) => `| \`${path.join('.')}\` | ${defaultOf(leaf)} | ${cell(leaf.doc)} |`),
  ];
}

function defaultOf({ default: value }: Leaf): string {
  if (value === '') return '';
  return cell(`\`${typeof value === 'string' ? value : JSON.stringify(value)}\``);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
