import { isRecord } from '@shoal/protocol';

/**
 * The fields of a body under their camelCase names, whichever spelling they came in; what is in them stays as it is.
 * A field that is null is left out. The camelCase spelling counts when both are there.
 */
export function camelKeys(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const given = Object.entries(value).filter(([, field]) => field !== null);
  const renamed = given.map(([name, field]) => [toCamel(name), field] as const);
  const exact = given.filter(([name]) => name === toCamel(name));
  return Object.fromEntries([...renamed, ...exact]);
}

function toCamel(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
