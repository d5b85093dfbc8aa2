import { ciValues, readCiValues } from './support/chart.js';
import { type ChartObject, objectOf, renderChart } from './support/render.js';
import { checkTypes } from './support/type-check.js';

test('every object is what Kubernetes and its extensions know, without unknown keys', async () => {
  const rendered = await Promise.all(
    ciValues.map(async (origin) => {
      const objects = await renderChart({ values: readCiValues(origin) });
      return objects.map((object) => ({ origin, object }));
    }),
  );
  expect(await checkTypes(rendered.flat())).toEqual([]);
}, 60_000);

test('an unknown key, a missing one and a wrong type are found', async () => {
  const objects = await renderChart();
  const service = objectOf(objects, 'Service', 'sockudo');
  const wrong: readonly (readonly [string, ChartObject])[] = [
    ['an unknown key', { ...service, spec: { selector: {}, portz: [] } }],
    ['a missing key', { ...service, spec: { ports: [{ targetPort: 6001 }] } }],
    ['a wrong type', { ...service, spec: { ports: [{ port: '6001' }] } }],
  ];
  const problems = await checkTypes(wrong.map(([origin, object]) => ({ origin, object })));
  expect(problems).toEqual([
    expect.stringMatching(/^an unknown key, Service sockudo: .*portz/),
    expect.stringMatching(/^a missing key, Service sockudo: .*port/s),
    expect.stringMatching(/^a wrong type, Service sockudo: .*number/s),
  ]);
}, 60_000);
