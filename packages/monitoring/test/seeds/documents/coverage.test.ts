import { guideAlerts } from '../guide/guide-queries.js';
import { guideRows } from '../guide/guide-rows.js';
import { observabilityRows } from '../observability-rows.js';
import type { SeedRow } from '../seed-row.js';
import { soketiRows } from '../soketi-rows.js';
import { exemptions } from './exemptions.js';
import { listPromises, type Promised } from './list-promises.js';

const rows = [...guideRows, ...observabilityRows, ...soketiRows];
const promises = listPromises();
/** The row of an alert runs its expression. */
const alertExpressions = Object.values(guideAlerts).map((alert) => `${alert.measured} ${alert.comparison}`);

const isOf = ({ document, what, alias, match }: Promised, { subject, ...row }: SeedRow): boolean => {
  if (row.document !== document) return false;
  if (match === 'whole') return subject === what || subject === alias;
  const [first = '', ...others] = subject.split(what);
  const pieces = [first, ...others];
  return others.some((after, index) => !/\w$/.test(pieces[index] ?? '') && !/^\w/.test(after));
};
const isCovered = (promise: Promised): boolean =>
  rows.some((row) => isOf(promise, row)) || alertExpressions.includes(promise.what);
const reasonFor = ({ document, what }: Promised): string | undefined => exemptions[document][what];

it('takes from the documents what everybody can see in them', () => {
  const found = promises.map(({ document, what }) => `${document}: ${what}`);
  expect(found).toEqual(
    expect.arrayContaining([
      'guide: sockudo_connections_per_app',
      'guide: 100 - (avg by (instance) (irate(node_cpu_seconds_total{mode="idle"}[5m])) * 100)',
      'guide: SockudoLowCacheHitRate',
      'guide: Error logs',
      'guide: 5044',
      'guide: prometheus.io/port=9601',
      'observability: buffer_size',
      'observability: retention purges',
      'soketi: SOKETI_METRICS_SERVER_PORT',
    ]),
  );
  expect(found.length).toBeGreaterThan(200);
});

it('has a row for all of it, or a reason why there is none', () => {
  const missing = promises.filter((promise) => !isCovered(promise) && reasonFor(promise) === undefined);
  expect(missing.map(({ document, what }) => `${document}: ${what}`)).toEqual([]);
});

it('has no reason for what has a row, or is in no document', () => {
  const needed = promises.filter((promise) => !isCovered(promise));
  for (const document of ['guide', 'observability', 'soketi'] as const) {
    const own = needed.filter((promise) => promise.document === document).map(({ what }) => what);
    expect(Object.keys(exemptions[document]).filter((what) => !own.includes(what))).toEqual([]);
  }
});
