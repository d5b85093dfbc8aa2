import type { Leaf, Section, ValueNode } from '../values/value.js';

interface Row {
  readonly path: readonly string[];
  readonly leaf: Leaf;
}

/** The values as tables of Markdown, one for each section at the top. */
export function renderValuesTables(values: Section): string {
  return Object.entries(values.children)
    .map(([name, node]) => renderTable(name, node, values).join('\n'))
    .join('\n\n');
}

function renderTable(name: string, node: ValueNode, values: Section): string[] {
  const heading = [`### ${name}`, ''];
  if (node.kind === 'leaf') return [...heading, ...table([{ path: [name], leaf: node }])];
  const rows = leavesOf([name], node);
  const { doc, like } = node;
  const model = like === undefined ? undefined : values.children[like];
  if (like === undefined || model === undefined) return [...heading, doc, '', ...table(rows)];
  const known = new Map(leavesOf([like], model).map((row) => [keyOf(row), row.leaf]));
  const different = rows.filter((row) => !isSame(known.get(keyOf(row)), row.leaf));
  return [...heading, doc, '', ...table(different), '', `All its other values are as in \`${like}\`.`];
}

/** Where a value stands in its section. */
function keyOf({ path }: Row): string {
  return path.slice(1).join('.');
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
