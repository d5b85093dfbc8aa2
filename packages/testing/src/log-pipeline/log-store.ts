import {
  dynamicMapping,
  type FieldMapping,
  indexTerms,
  MappingConflict,
  type Mappings,
  normalize,
  wordsOf,
} from './field-mapping.js';

export type LogDocument = Readonly<Record<string, unknown>>;

/** The part of the query language that the shipped searches use. */
export type Query =
  | {
      readonly bool: { readonly must?: Query | readonly Query[]; readonly filter?: Query | readonly Query[] };
    }
  | { readonly term: Comparison }
  | { readonly wildcard: Comparison }
  | { readonly match: Comparison }
  | { readonly range: Readonly<Record<string, { readonly gte: string }>> };

type Comparison = Readonly<Record<string, string>>;

interface Field {
  readonly mapping: FieldMapping;
  readonly terms: readonly (string | number)[];
}

/** An index of Elasticsearch in small: documents, the mappings of its template, and what a search finds by them. */
export class LogStore {
  readonly #mappings: Mappings;
  /** Of fields that the template does not name, by the first value that came. */
  readonly #dynamic = new Map<string, FieldMapping>();
  readonly #documents: { readonly document: LogDocument; readonly fields: ReadonlyMap<string, Field> }[] = [];

  constructor(mappings: Mappings) {
    this.#mappings = mappings;
  }

  /** @throws MappingConflict when a field has a value that it cannot have, which refuses the document */
  index(document: LogDocument): void {
    const fields = new Map<string, Field>();
    for (const [name, value] of leavesOf(document)) {
      const mapping = this.#mappingOf(name, value);
      fields.set(name, { mapping, terms: indexTerms(value, mapping) });
      for (const [sub, own] of Object.entries(mapping.fields ?? {})) {
        fields.set(`${name}.${sub}`, { mapping: own, terms: indexTerms(value, own) });
      }
    }
    this.#documents.push({ document, fields });
  }

  /** @param now in milliseconds since 1970 */
  search({ query }: { readonly query: Query }, now: number = Date.now()): LogDocument[] {
    return this.#documents
      .filter(({ fields }) => isMatch(query, fields, now))
      .map(({ document }) => document);
  }

  #mappingOf(name: string, value: unknown): FieldMapping {
    const known = this.#mappings.properties?.[name] ?? this.#dynamic.get(name);
    const isInside = [...this.#dynamic.keys(), ...Object.keys(this.#mappings.properties ?? {})].some(
      (other) => other.startsWith(`${name}.`) || name.startsWith(`${other}.`),
    );
    if (isInside) throw new MappingConflict(`${name} is an object in one document and a value in another`);
    const mapping = known ?? dynamicMapping(value, this.#mappings);
    if (known === undefined) this.#dynamic.set(name, mapping);
    return mapping;
  }
}

/** Every value by the path that leads to it; elements of a list all have the path of the list. */
function leavesOf(value: LogDocument, path = ''): [name: string, value: unknown][] {
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const name = path + key;
    const values = Array.isArray(inner) ? inner : [inner];
    return values.flatMap((each: unknown): [string, unknown][] => {
      if (each === null || each === undefined) return [];
      return isObject(each) ? leavesOf(each, `${name}.`) : [[name, each]];
    });
  });
}

function isObject(value: unknown): value is LogDocument {
  return typeof value === 'object' && value !== null;
}

function isMatch(query: Query, fields: ReadonlyMap<string, Field>, now: number): boolean {
  if ('bool' in query) {
    const { must = [], filter = [] } = query.bool;
    return [must, filter].flat().every((each) => isMatch(each, fields, now));
  }
  if ('range' in query) return every(query.range, fields, (field, { gte }) => isSince(field, gte, now));
  if ('term' in query) return every(query.term, fields, isTerm);
  if ('wildcard' in query) return every(query.wildcard, fields, isLike);
  return every(query.match, fields, isSaid);
}

function every<Wanted>(
  conditions: Readonly<Record<string, Wanted>>,
  fields: ReadonlyMap<string, Field>,
  holds: (field: Field, wanted: Wanted) => boolean,
): boolean {
  return Object.entries(conditions).every(([name, wanted]) => {
    const field = fields.get(name);
    return field !== undefined && holds(field, wanted);
  });
}

/** A term is not analysed, but brought into the normal form of its field. */
function isTerm({ mapping, terms }: Field, wanted: string): boolean {
  return terms.includes(mapping.type === 'text' ? wanted : normalize(wanted, mapping));
}

/** Each word of a text is compared with the whole pattern. */
function isLike({ mapping, terms }: Field, wanted: string): boolean {
  const pattern = mapping.type === 'text' ? wanted : normalize(wanted, mapping);
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const regExp = new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
  return terms.some((term) => regExp.test(String(term)));
}

/** Any of the words in a text; the whole in everything else. */
function isSaid({ mapping, terms }: Field, wanted: string): boolean {
  if (mapping.type !== 'text') return isTerm({ mapping, terms }, wanted);
  return wordsOf(wanted).some((word) => terms.includes(word));
}

/** @param since `now-<number><unit>` */
function isSince({ terms }: Field, since: string, now: number): boolean {
  const [, amount, unit = ''] = /^now-(\d+)([smhd])$/.exec(since) ?? [];
  const length = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  if (amount === undefined || length === undefined) throw new Error(`Not understood: ${since}`);
  return terms.some((term) => Number(term) >= now - Number(amount) * length);
}
