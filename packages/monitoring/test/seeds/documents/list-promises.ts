import type { SeedDocument } from '../seed-row.js';
import { readDocument } from './read-documents.js';

/** Something that a document names, taken from its text by rules. */
export interface Promised {
  readonly document: SeedDocument;
  readonly what: string;
  /** What it may be called in a row as well, to tell it from others. */
  readonly alias?: string;
  /** A `name` may stand among others in the subject of a row; a `whole` is one. */
  readonly match: 'name' | 'whole';
}

interface Rule {
  readonly match: Promised['match'];
  /** Its first group is what is promised. */
  readonly pattern: RegExp;
}

/** What looks alike in every document. */
const rules: readonly Rule[] = [
  // Metrics, also where the text lost the space before them.
  { match: 'whole', pattern: /((?:sockudo_|node_|soketi_6001_)[A-Za-z_]+?)(?:_bucket)?(?![A-Za-z_])/g },
  // Queries on a line of their own, in panels and in alerts.
  { match: 'whole', pattern: /^((?:sockudo_|rate\(|histogram_quantile\(|100 - |\(1 - |node_).*[()\]].*)$/gm },
  { match: 'whole', pattern: /^(?:"expr": "|expr: )(.*?)"?,?$/gm },
  { match: 'whole', pattern: /^- alert: (\w+)$/gm },
  // Panels: titles, and the comments before their queries.
  { match: 'whole', pattern: /^"title": "(.+)",$/gm },
  { match: 'whole', pattern: /^\d\. (.+)$/gm },
  { match: 'whole', pattern: /^# (?!HELP|TYPE|Add to)(.+)$/gm },
  { match: 'whole', pattern: /^\/\/ (.+)$/gm },
  { match: 'name', pattern: /\b([A-Z]{2,}(?:_[A-Z]+)+)\b/g },
  { match: 'name', pattern: /(?<![\d.])(\d{4,5}(?::\d{4,5})?)(?![\d.])/g },
  { match: 'name', pattern: /([\w-]+\.(?:yml|conf))\b/g },
  { match: 'name', pattern: /(prometheus\.io\/\w+=\w+)/g },
  { match: 'name', pattern: /(grafana\/provisioning):/g },
  { match: 'name', pattern: /(?:index|INDEX)(?:":|:| =>) "(sockudo-logs-.+?)"/g },
  // Keys of JSON and of TOML.
  { match: 'name', pattern: /"(\w+)": /g },
  { match: 'name', pattern: /^(\w+) = /gm },
  { match: 'whole', pattern: /^((?:curl|SOKETI_\w+=\d) .+)$/gm },
];

/** What stands before some items of an area of "Core signals" in the rows. */
const areas: Readonly<Record<string, string>> = {
  ...{ Connections: '', Subscriptions: '', Publish: 'publishes ', Fanout: '', Recovery: '' },
  ...{ History: 'history ', Webhooks: 'webhooks ', Push: 'pushes ' },
};

/** Everything that the documents promise, each thing once. */
export function listPromises(): readonly Promised[] {
  const documents = ['guide', 'observability', 'soketi'] as const;
  const promises = [...documents.flatMap(promisesOf), ...signals(), ...bullets()];
  const byName = new Map(
    promises.map((promise) => [`${promise.document} ${promise.alias ?? promise.what}`, promise]),
  );
  return [...byName.values()];
}

function promisesOf(document: SeedDocument): Promised[] {
  const text = readDocument(document);
  return rules.flatMap(({ match, pattern }) =>
    [...text.matchAll(pattern)].map(([, what = '']) => ({
      document,
      what: what.replaceAll('\\"', '"'),
      match,
    })),
  );
}

function signals(): Promised[] {
  const text = readDocument('observability');
  return Object.entries(areas).flatMap(([area, before]) => {
    const [, items = ''] = new RegExp(`^${area}(?=[a-z])(.+)$`, 'm').exec(text) ?? [];
    return items.split(', ').map((item) => ({ ...asWhole(item), alias: before + item }));
  });
}

function bullets(): Promised[] {
  return [...readDocument('observability').matchAll(/^ +• (.+)$/gm)].map(([, item = '']) => asWhole(item));
}

function asWhole(what: string): Promised {
  return { document: 'observability', what, match: 'whole' };
}
