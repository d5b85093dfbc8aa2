import { defaultThresholds, readThresholds } from './read-thresholds.js';
import { type RenderedRule, type RenderOptions, renderRules } from './render-rules.js';
import { thresholdPlaceholders } from './thresholds.js';

function find(name: string, options?: RenderOptions): RenderedRule {
  const rules = renderRules(options).flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  const rule = rules.find((one) => ('alert' in one ? one.alert : one.record) === name);
  if (rule === undefined) throw new Error(`There is no rule ${name}`);
  return rule;
}

describe('renderRules', () => {
  it('gives an alert everything that a notification shows', () => {
    expect(find('SockudoInstanceDown')).toEqual({
      alert: 'SockudoInstanceDown',
      expr: 'up{job="sockudo"} == 0',
      for: '1m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'Sockudo instance down',
        description: 'Instance {{ $labels.instance }} is not responding',
        runbook_url: 'https://github.com/shoal/shoal/blob/main/docs/runbooks/SockudoInstanceDown.md',
        dashboard_url: '/d/shoal-overview',
      },
    });
  });

  it('compares with the thresholds that are given', () => {
    const thresholds = readThresholds({ connectionsPerServer: 20_000 });
    expect(find('SockudoHighConnectionCount', { thresholds }).expr).toBe(
      'sum by (environment, cluster, instance) (sockudo_active_connections) > 20000',
    );
  });

  it('leaves places for thresholds that are not known yet, and nowhere else', () => {
    const written = JSON.stringify(renderRules({ thresholds: thresholdPlaceholders, prefix: 'x_' }));
    const places = new Set(written.match(/threshold_\w+?_(?!\w)/g));
    expect([...places].sort()).toEqual(Object.values(thresholdPlaceholders).sort());
    const usual = Object.entries(defaultThresholds).reduce(
      (text, [name, value]) => text.replaceAll(`threshold_${name}_`, String(value)),
      written,
    );
    expect(JSON.parse(usual)).toEqual(renderRules({ prefix: 'x_' }));
  });

  it('divides waits, ranges and offsets', () => {
    const options = { durationDivisor: 60 };
    expect(find('ShoalWebhooksDeadLettered', options)).toMatchObject({
      for: '1s',
      expr: expect.stringMatching(
        /offset 15s and on \(job, instance\) \(up offset 15s == 1\)\) or increase\(\w+\[15s\]/,
      ),
    });
    expect(find('cluster:sockudo_webhooks:error_ratio_rate3d', options).expr).toContain('[1h12m]');
  });

  it('puts another prefix before our metrics, and before nothing else', () => {
    const { expr } = find('ShoalWebhooksDeadLettered', { prefix: 'x_' });
    expect(expr).toContain('increase(x_webhooks_dead_lettered_total[');
    expect(expr).toContain('(up offset ');
    expect(find('cluster:sockudo_webhooks:error_ratio_rate5m', { prefix: 'x_' }).expr).toBe(
      'cluster:sockudo_webhooks:errors_rate5m / (cluster:sockudo_webhooks:rate5m > 0)',
    );
  });
});
