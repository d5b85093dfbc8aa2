/** A field of an index, as far as Elasticsearch's documents on mappings say what a search of it finds. */
export interface FieldMapping {
  readonly type: 'keyword' | 'text' | 'date' | 'long' | 'float' | 'boolean';
  readonly normalizer?: 'lowercase';
  readonly ignore_above?: number;
  readonly fields?: Readonly<Record<string, FieldMapping>>;
}

export interface DynamicTemplate {
  readonly match_mapping_type: string;
  readonly mapping: FieldMapping;
}

export interface Mappings {
  readonly properties?: Readonly<Record<string, FieldMapping>>;
  readonly dynamic_templates?: readonly Readonly<Record<string, DynamicTemplate>>[];
}

/** A value that a field of this type refuses, and the whole document with it. */
export class MappingConflict extends Error {
  override readonly name = 'MappingConflict';
}

/** What Elasticsearch makes of a text that no mapping speaks of. */
const DYNAMIC_TEXT: FieldMapping = {
  type: 'text',
  fields: { keyword: { type: 'keyword', ignore_above: 256 } },
};

/** The mapping that a field gets from the first value it has. */
export function dynamicMapping(value: unknown, { dynamic_templates = [] }: Mappings): FieldMapping {
  const type = typeof value === 'string' ? 'string' : typeOf(value);
  const template = dynamic_templates.flatMap((one) => Object.values(one));
  const found = template.find(({ match_mapping_type }) => match_mapping_type === type);
  return found?.mapping ?? (type === 'string' ? DYNAMIC_TEXT : { type });
}

function typeOf(value: unknown): 'long' | 'float' | 'boolean' {
  if (typeof value === 'boolean') return 'boolean';
  return Number.isInteger(value) ? 'long' : 'float';
}

/**
 * What is stored of a value so that searches find it. Dates are milliseconds since 1970.
 *
 * @throws MappingConflict
 */
export function indexTerms(value: unknown, mapping: FieldMapping): readonly (string | number)[] {
  if (typeof value === 'object') throw new MappingConflict('found an object where a value was expected');
  switch (mapping.type) {
    case 'keyword':
      return String(value).length > (mapping.ignore_above ?? 2 ** 31) ? [] : [normalize(value, mapping)];
    case 'text':
      return wordsOf(String(value));
    case 'date':
      return [numberOf(Date.parse(String(value)), value, mapping)];
    case 'boolean':
      if (typeof value !== 'boolean') throw new MappingConflict(`no boolean: ${String(value)}`);
      return [String(value)];
    case 'long':
    case 'float':
      return [numberOf(Number(value), value, mapping)];
    default:
      return mapping.type satisfies never;
  }
}

/** Of what is compared whole: the value, or its normal form. */
export function normalize(value: unknown, { normalizer }: FieldMapping): string {
  return normalizer === 'lowercase' ? String(value).toLowerCase() : String(value);
}

/** What the standard analyser makes of a text: its words, in lower case. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function numberOf(number: number, value: unknown, { type }: FieldMapping): number {
  if (Number.isNaN(number)) throw new MappingConflict(`no ${type}: ${String(value)}`);
  return number;
}
