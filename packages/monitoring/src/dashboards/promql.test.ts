import { maxOf, meanOf, percentOf, quantileOf, rateOf, series, sumOf } from './promql.js';

it('narrows a metric by the variables that it has labels for', () => {
  expect(series('ready')).toBe('sockudo_ready{instance=~"$instance"}');
  expect(series('http_requests_total', 'status=~"5.."')).toBe(
    'sockudo_http_requests_total{instance=~"$instance", app_id=~"$app", status=~"5.."}',
  );
});

it('refuses a metric that nobody prints', () => {
  expect(() => series('active_connection')).toThrow('no metric active_connection');
});

it.each([
  [sumOf('ready'), 'sum (sockudo_ready{instance=~"$instance"})'],
  [maxOf('ready', { by: ['instance'] }), 'max by (instance) (sockudo_ready{instance=~"$instance"})'],
  [
    rateOf('adapter_operations_total', { by: ['operation'] }),
    'sum by (operation) (rate(sockudo_adapter_operations_total{instance=~"$instance"}[$__rate_interval]))',
  ],
  [
    quantileOf(0.5, 'fanout_recipients'),
    'histogram_quantile(0.5, sum by (le) (rate(sockudo_fanout_recipients_bucket{instance=~"$instance"}[$__rate_interval])))',
  ],
  [
    meanOf('fanout_recipients'),
    'sum (rate(sockudo_fanout_recipients_sum{instance=~"$instance"}[$__rate_interval])) / (sum (rate(sockudo_fanout_recipients_count{instance=~"$instance"}[$__rate_interval])) > 0)',
  ],
  [percentOf('a', 'b'), '100 * a / (b > 0)'],
])('writes %s', (written, query) => {
  expect(written).toBe(query);
});
