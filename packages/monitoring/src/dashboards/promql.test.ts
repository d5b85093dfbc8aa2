import { maxOf, meanOf, percentOf, quantileOf, rateOf, series, sumOf } from './promql.js';

it('narrows a metric by the variables that it has labels for', () => {
  expect(series('ready')).toBe(
    'sockudo_ready{environment=~"$environment", cluster=~"$cluster", instance=~"$instance"}',
  );
  expect(series('http_requests_total', 'status=~"5.."')).toBe(
    'sockudo_http_requests_total{environment=~"$environment", cluster=~"$cluster", instance=~"$instance", app_id=~"$app", status=~"5.."}',
  );
});

it('refuses a metric that nobody prints', () => {
  expect(() => series('active_connection')).toThrow('no metric active_connection');
});

it.each([
  [
    sumOf('ready'),
    'sum (sockudo_ready{environment=~"$environment", cluster=~"$cluster", instance=~"$instance"})',
  ],
  [
    maxOf('ready', { by: ['instance'] }),
    'max by (instance) (sockudo_ready{environment=~"$environment", cluster=~"$cluster", instance=~"$instance"})',
  ],
  [
    rateOf('adapter_operations_total', { by: ['operation'] }),
    'sum by (operation) (rate(sockudo_adapter_operations_total{environment=~"$environment", cluster=~"$cluster", instance=~"$instance"}[$__rate_interval]))',
  ],
  [
    quantileOf(0.5, 'fanout_recipients'),
    'histogram_quantile(0.5, sum by (le) (rate(sockudo_fanout_recipients_bucket{environment=~"$environment", cluster=~"$cluster", instance=~"$instance"}[$__rate_interval])))',
  ],
  [
    meanOf('fanout_recipients'),
    'sum (rate(sockudo_fanout_recipients_sum{environment=~"$environment", cluster=~"$cluster", instance=~"$instance"}[$__rate_interval])) / (sum (rate(sockudo_fanout_recipients_count{environment=~"$environment", cluster=~"$cluster", instance=~"$instance"}[$__rate_interval])) > 0)',
  ],
  [percentOf('a', 'b'), '100 * a / (b > 0)'],
])('writes %s', (written, query) => {
  expect(written).toBe(query);
});
