import { judgeQuery } from './judge-query.js';

const options = { prefix: 'sockudo_', recorded: new Set(['job:errors:ratio_rate5m']) };

describe('judgeQuery', () => {
  it.each([
    ['sum by (app_id) (sockudo_active_connections{instance="a", role="server"})'],
    [
      'histogram_quantile(0.95, sum by (le, instance) (rate(sockudo_http_request_duration_seconds_bucket[5m])))',
    ],
    ['rate(sockudo_fanout_latency_seconds_count{scope="remote"}[5m])'],
    ['sum(rate(sockudo_http_requests_total{status=~"5..|429", app_id="any"}[5m]))'],
    ['max by (queue) (sockudo_queue_jobs{state=~"waiting|delayed", queue=~"push-.*"})'],
    ['absent(up{job="sockudo"}) or job:errors:ratio_rate5m > 0.5'],
    ['sum by (mountpoint) (node_filesystem_avail_bytes{fstype!~"tmpfs|overlay"})'],
  ])('finds nothing wrong with %s', (query) => {
    expect(judgeQuery(query, options)).toEqual([]);
  });

  it.each([
    ['sum(sockudo_active_connection)', 'sockudo_active_connection is not in the catalogue'],
    ['active_connections', 'active_connections is not in the catalogue'],
    ['sockudo_active_connections_count', 'sockudo_active_connections_count is not in the catalogue'],
    ['sockudo_fanout_latency_seconds', 'sockudo_fanout_latency_seconds is not in the catalogue'],
    ['{app_id="a"}', 'a selector names no metric'],
    ['sockudo_active_connections{app="a"}', 'sockudo_active_connections has no label app'],
    ['sum by (app) (sockudo_active_connections)', 'no metric here has the label app'],
    ['sockudo_queue_jobs{state="queued"}', 'sockudo_queue_jobs: state is never queued'],
    ['sockudo_queue_jobs{state=~"waiting|stuck"}', 'sockudo_queue_jobs: state is never stuck'],
    [
      'sockudo_disconnects_total{reason!~"drain|closed"}',
      'sockudo_disconnects_total: reason is never closed',
    ],
  ])('finds the fault of %s', (query, fault) => {
    expect(judgeQuery(query, options)).toEqual([fault]);
  });
});
