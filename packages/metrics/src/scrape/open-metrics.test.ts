import { toOpenMetrics } from './open-metrics.js';

it('a counter is declared without its suffix, and its samples have it', () => {
  const text = '# HELP a_total What "a" is.\n# TYPE a_total counter\na_total{b="c"} 1\na_total 2';
  expect(toOpenMetrics(text)).toBe(
    '# HELP a What \\"a\\" is.\n# TYPE a counter\na_total{b="c"} 1\na_total 2',
  );
});

it("a counter of another server's that has no suffix gets one", () => {
  const text = '# HELP bytes All.\n# TYPE bytes counter\nbytes{app_id="a"} 1';
  expect(toOpenMetrics(text)).toBe('# HELP bytes All.\n# TYPE bytes counter\nbytes_total{app_id="a"} 1');
});

it('anything else stays as it is', () => {
  const text = '# HELP d How long.\n# TYPE d histogram\nd_bucket{le="1"} 1\nd_sum 0.5\nd_count 1';
  expect(toOpenMetrics(text)).toBe(text);
});
