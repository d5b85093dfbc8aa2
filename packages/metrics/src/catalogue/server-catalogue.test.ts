import { catalogueAreas } from './server-catalogue.js';

const metrics = catalogueAreas.flatMap((area) => Object.entries(area.metrics));

describe('the catalogue', () => {
  it('names every metric once', () => {
    const names = metrics.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(metrics)('%s is declared as Prometheus expects it', (name, definition) => {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(definition.help).toMatch(/^[A-Z0-9].*\.$/);
    if (definition.unit !== undefined) expect(name).toContain(`_${definition.unit}`);
    if (definition.type === 'counter') expect(name).toMatch(/_total$/);
    for (const label of Object.keys(definition.labels)) expect(label).toMatch(/^[a-z][a-z_]*$/);
  });

  it.each(metrics.filter(([, { type }]) => type === 'histogram'))(
    '%s has rising buckets and no app_id',
    (_, definition) => {
      const buckets = definition.type === 'histogram' ? [...definition.buckets] : [];
      expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
      expect(buckets.length).toBeGreaterThan(0);
      expect(definition.labels).not.toHaveProperty('app_id');
    },
  );
});
