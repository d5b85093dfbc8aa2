import { createNodeMetrics as createRealMetrics } from '../../packages/metrics/dist/index.js';

export * from '../../packages/metrics/dist/index.js';

/** The same metrics, but nothing is told to them; `/metrics` goes on and shows zeros. */
export function createNodeMetrics(options) {
  const metrics = createRealMetrics(options);
  return { ...metrics, observer: silence(metrics.observer), http: silence(metrics.http) };
}

/** An object with the same methods, which do nothing; what they return stays what it is where something is needed. */
function silence(real) {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(real)).filter(
    (name) => name !== 'constructor',
  );
  const silent = Object.fromEntries(names.map((name) => [name, () => {}]));
  // Core adds to these plain numbers, whoever reads them.
  if (names.includes('countersOf')) silent.countersOf = (appId) => real.countersOf(appId);
  return silent;
}
