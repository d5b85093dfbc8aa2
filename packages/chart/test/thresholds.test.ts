import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultThresholds, readThresholds, renderRules } from '@shoal/monitoring';
import { runPromtool } from '@shoal/testing';
import { stringify } from 'yaml';
import { z } from 'zod';
import { type Helm, helm3, helm4 } from './support/helm.js';
import { objectsOf, renderChart } from './support/render.js';

const helms: readonly Helm[] = [helm3, helm4];
const withGroups = z.looseObject({ groups: z.array(z.unknown()) });

function rulesWith(thresholds: object, helm: Helm) {
  const values = { metrics: { prometheusRule: { enabled: true, thresholds } } };
  return renderChart({ values, helm });
}

/** Each other than usual, and among them numbers that Go would write with an exponent. */
const chosen = {
  ...Object.fromEntries(Object.entries(defaultThresholds).map(([name, usual]) => [name, usual / 2])),
  ...{ httpLatencySeconds: 2.5, fanoutLatencySeconds: 0.05 },
  ...{ connectionsPerServer: 1_000_000, attemptsPerSecond: 0.00001 },
};

test.each(helms)('$title writes the numbers as the rules themselves do', async (helm) => {
  const objects = await rulesWith(chosen, helm);
  const groups = objectsOf(objects, 'PrometheusRule').flatMap(({ spec }) => withGroups.parse(spec).groups);
  const expected = renderRules({ thresholds: readThresholds(chosen) }).flatMap((file) => [...file.groups]);
  const byName = (one: unknown, other: unknown) => JSON.stringify(one).localeCompare(JSON.stringify(other));
  expect(groups.sort(byName)).toEqual(expected.sort(byName));

  const folder = mkdtempSync(join(tmpdir(), 'shoal-chart-'));
  try {
    const file = join(folder, 'rules.yml');
    writeFileSync(file, stringify({ groups }));
    expect(await runPromtool(['check', 'rules', '--lint-fatal', file])).toMatchObject({ code: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(
  helms.flatMap((helm) =>
    [
      ['a number as text', { connectionsPerServer: '20000' }, /connectionsPerServer/],
      ['a number below 0', { queueWaitingJobs: -1 }, /queueWaitingJobs/],
      ['a ratio in percent', { httpErrorRatio: 5 }, /httpErrorRatio/],
      ['a latency between two buckets', { fanoutLatencySeconds: 0.2 }, /fanoutLatencySeconds/],
      ['a name that is none', { connectionPerServer: 5 }, /connectionPerServer/],
      ['no number at all', { restarts: null }, /restarts/],
    ].map(([what, thresholds, message]) => ({ helm, title: helm.title, what, thresholds, message })),
  ),
)('$title refuses $what', async ({ helm, thresholds, message }) => {
  await expect(rulesWith(Object(thresholds), helm)).rejects.toThrow(message as RegExp);
});
