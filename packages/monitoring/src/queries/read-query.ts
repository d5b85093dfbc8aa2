import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** `label="value"` and its kin, as written in a selector. */
export interface LabelMatcher {
  readonly label: string;
  /** `=`, `!=`, `=~` or `!~`. */
  readonly operator: string;
  readonly value: string;
}

/** One selection of series. A name written as a matcher of `__name__` stays a matcher, and `metric` is empty. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly LabelMatcher[];
}

/** What a query in PromQL asks for. Each list is in the order of the text, with what comes twice listed twice. */
export interface Query {
  readonly selectors: readonly Selector[];
  /** Labels named by `by`, `without`, `on`, `ignoring`, `group_left` and `group_right`. */
  readonly groupingLabels: readonly string[];
}

/** The text is no PromQL. A dashboard's variables have to be filled in before it is read. */
export class InvalidQuery extends Error {
  override readonly name = 'InvalidQuery';

  constructor(text: string, at: number) {
    super(`Not PromQL from character ${at} on, at "${text.slice(at, at + 20)}": ${text}`);
  }
}

/** Parts of a query, as {@link replaceInQuery} offers them. */
export type QueryPart = 'metric' | 'duration';

/** Reads a query by the grammar of Prometheus' own editor. Throws {@link InvalidQuery}. */
export function readQuery(text: string): Query {
  const selectors: Selector[] = [];
  const groupingLabels: string[] = [];
  visit(text, (node) => {
    if (node.name === 'VectorSelector') selectors.push(readSelector(node, text));
    if (node.name === 'GroupingLabels') {
      groupingLabels.push(...node.getChildren('LabelName').map((label) => textOf(label, text)));
    }
  });
  return { selectors, groupingLabels };
}

/** The query with some of its parts written anew. Throws {@link InvalidQuery}. */
export function replaceInQuery(text: string, replace: (part: string, kind: QueryPart) => string): string {
  let written = '';
  let from = 0;
  visit(text, (node) => {
    const kind = partKinds.get(node.name);
    if (kind === undefined) return;
    written += text.slice(from, node.from) + replace(text.slice(node.from, node.to), kind);
    from = node.to;
  });
  return written + text.slice(from);
}

const partKinds: ReadonlyMap<string, QueryPart> = new Map([
  ['Identifier', 'metric'],
  ['NumberDurationLiteralInDurationContext', 'duration'],
]);

function visit(text: string, enter: (node: SyntaxNode) => void): void {
  const cursor = parser.parse(text).cursor();
  do {
    if (cursor.type.isError) throw new InvalidQuery(text, cursor.from);
    enter(cursor.node);
  } while (cursor.next());
}

function readSelector(node: SyntaxNode, text: string): Selector {
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return {
    metric: textOf(node.getChild('Identifier'), text),
    matchers: matchers.map((matcher) => ({
      label: textOf(matcher.getChild('LabelName'), text),
      operator: textOf(matcher.getChild('MatchOp'), text),
      value: unquote(textOf(matcher.getChild('StringLiteral'), text)),
    })),
  };
}

function textOf(node: SyntaxNode | null, text: string): string {
  return node === null ? '' : text.slice(node.from, node.to);
}

function unquote(literal: string): string {
  const inside = literal.slice(1, -1);
  return literal.startsWith('`') ? inside : inside.replace(/\\(.)/g, '$1');
}
