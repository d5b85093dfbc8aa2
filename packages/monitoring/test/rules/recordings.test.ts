import { type RenderedFile, renderRules } from '../../src/rules/render-rules.js';
import { type ExpectedSample, type RuleTest, runRuleTest } from './promtool-tests.js';

/** promtool compares floats exactly: every number here is a sum of few powers of two. */
const app = 'environment="production",cluster="main",instance="a:9601",app_id="one"';

function sample(
  record: string,
  value: number,
  labels = 'environment="production",cluster="main"',
): ExpectedSample {
  return { labels: `${record}{${labels}}`, value };
}

function expectSamples(at: string, samples: readonly ExpectedSample[]): NonNullable<RuleTest['expressions']> {
  return samples.map((expected) => ({
    ...{ expr: expected.labels.replace(/\{.*/, ''), eval_time: at, exp_samples: [expected] },
  }));
}

function groupsNamed(name: string): RenderedFile[] {
  return renderRules().map((file) => ({
    ...file,
    groups: file.groups.filter((group) => group.name === name),
  }));
}

describe('the recorded ratios of error budgets', () => {
  const subject = 'cluster:sockudo_http_requests';
  const good = `sockudo_http_requests_total{${app},status="200",endpoint="/apps/:appId/events"}`;
  const bad = `sockudo_http_requests_total{${app},status="500",endpoint="/apps/:appId/events"}`;
  const files = groupsNamed('shoal_slo_http_requests');

  it('are parts of all requests, over whatever window', async () => {
    const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];
    const test = {
      series: { [good]: '0+900x60', [bad]: '0+60x60' },
      expressions: expectSamples('60m', [
        sample(`${subject}:errors_rate5m`, 1),
        sample(`${subject}:rate5m`, 16),
        ...windows.map((window) => sample(`${subject}:error_ratio_rate${window}`, 0.0625)),
      ]),
    };
    expect(await runRuleTest(files, test)).toBe('');
  });

  it('forget what is older than their window', async () => {
    const test = {
      series: { [good]: '0+480x60 28800+960x40', [bad]: '0+480x60 28800x40' },
      expressions: expectSamples('100m', [
        sample(`${subject}:error_ratio_rate5m`, 0),
        sample(`${subject}:error_ratio_rate30m`, 0),
      ]),
    };
    expect(await runRuleTest(files, test)).toBe('');
  });

  it('have gaps where nothing was asked for', async () => {
    const expressions = [{ expr: `${subject}:error_ratio_rate5m`, eval_time: '20m', exp_samples: [] }];
    expect(await runRuleTest(files, { series: { [good]: '7x20', [bad]: '0x20' }, expressions })).toBe('');
  });
});

describe('the recorded ratios of apps', () => {
  const ofApp = 'environment="production",cluster="main",app_id="one"';

  it('count each refused publish as one attempt, and clients not at all', async () => {
    const test = {
      series: {
        [`sockudo_publishes_accepted_total{${app},source="http"}`]: '0+120x20',
        [`sockudo_publishes_accepted_total{${app},source="batch"}`]: '0+60x20',
        [`sockudo_publishes_accepted_total{${app},source="client"}`]: '0+6000x20',
        [`sockudo_publishes_rejected_total{${app},reason="auth"}`]: '0+60x20',
      },
      expressions: expectSamples('20m', [
        sample('app:sockudo_publishes:attempts_rate5m', 4, ofApp),
        sample('app:sockudo_publishes:rejected_ratio_rate5m', 0.25, ofApp),
      ]),
    };
    expect(await runRuleTest(groupsNamed('shoal_app_ratios'), test)).toBe('');
  });

  it('leave unsigned subscriptions out', async () => {
    const test = {
      series: {
        [`sockudo_channel_subscriptions_total{${app},channel_type="public"}`]: '0+6000x20',
        [`sockudo_channel_subscriptions_total{${app},channel_type="private"}`]: '0+60x20',
        [`sockudo_channel_subscriptions_total{${app},channel_type="presence_cache"}`]: '0+120x20',
        [`sockudo_subscription_auth_failures_total{${app},channel_type="private"}`]: '0+60x20',
      },
      expressions: expectSamples('20m', [
        sample('app:sockudo_signed_subscriptions:attempts_rate5m', 4, ofApp),
        sample('app:sockudo_signed_subscriptions:refused_ratio_rate5m', 0.25, ofApp),
      ]),
    };
    expect(await runRuleTest(groupsNamed('shoal_app_ratios'), test)).toBe('');
  });
});
