import type { Owner } from '../src/catalogue/metric-definition.js';
import { catalogueAreas } from '../src/catalogue/server-catalogue.js';
import type { ParsedFamily } from './parse-exposition.js';

/** Every metric of the catalogue, by name without prefix. */
const declared = new Map(
  catalogueAreas.flatMap(({ metrics, owners }) =>
    Object.entries(metrics).map(
      ([name, definition]) => [name, { definition, owners: definition.owners ?? owners }] as const,
    ),
  ),
);

/** Expects a page, without prefix, to hold what the catalogue gives one of these owners, and nothing else. */
export function expectCatalogue(families: ReadonlyMap<string, ParsedFamily>, owners: readonly Owner[]): void {
  const expected = [...declared]
    .filter(([, metric]) => metric.owners.some((owner) => owners.includes(owner)))
    .filter(([, { definition }]) => process.platform === 'linux' || !definition.help.includes('Linux only'))
    .map(([name]) => name);
  expect([...families.keys()].sort()).toEqual(expected.sort());

  for (const [name, family] of families) {
    const definition = declared.get(name)?.definition;
    expect([name, family.type]).toEqual([name, definition?.type]);
    const isOurs = !/^(process|nodejs)_/.test(name);
    if (isOurs) expect(family.help).toBe(definition?.help);
    if (isOurs) expect([name, family.series.size]).not.toEqual([name, 0]);
    for (const sample of family.series.values()) {
      const labels = Object.keys(sample.labels).filter((label) => label !== 'le');
      expect([name, labels.sort()]).toEqual([name, Object.keys(definition?.labels ?? {}).sort()]);
    }
  }
}
