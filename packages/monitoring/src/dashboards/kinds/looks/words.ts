import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

/** What stands in place of a number. */
export type Words = Readonly<Record<number, string>>;

/** Words in place of numbers, as Grafana wants them. */
export function mappings(words: Words | undefined): ValueMapping[] {
  if (words === undefined) return [];
  const entries = Object.entries(words).map(([number, text]) => [number, { text }]);
  return [{ type: MappingType.ValueToText, options: Object.fromEntries(entries) }];
}
