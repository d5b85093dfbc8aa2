import { INSTALLATION, type RuleGroup } from './rule.js';

/** Something that an app attempts and that may be refused: the names of two recorded series. */
export interface AppRatio {
  /** How often in a second. */
  readonly attempts: string;
  /** Which part of that is refused. */
  readonly refused: string;
  /** The mean of that over the last five minutes, recorded once in five minutes. */
  readonly past: string;
}

export const appRatios = {
  publishes: {
    attempts: 'app:sockudo_publishes:attempts_rate5m',
    refused: 'app:sockudo_publishes:rejected_ratio_rate5m',
    past: 'app:sockudo_publishes:rejected_ratio_mean5m',
  },
  signedSubscriptions: {
    attempts: 'app:sockudo_signed_subscriptions:attempts_rate5m',
    refused: 'app:sockudo_signed_subscriptions:refused_ratio_rate5m',
    past: 'app:sockudo_signed_subscriptions:refused_ratio_mean5m',
  },
  requests: {
    attempts: 'app:sockudo_http_requests:rate5m',
    refused: 'app:sockudo_http_requests:unauthenticated_ratio_rate5m',
    past: 'app:sockudo_http_requests:unauthenticated_ratio_mean5m',
  },
  handshakes: {
    attempts: 'app:sockudo_connections:attempts_rate5m',
    refused: 'app:sockudo_connections:refused_ratio_rate5m',
    past: 'app:sockudo_connections:refused_ratio_mean5m',
  },
} as const satisfies Record<string, AppRatio>;

/** Records the ratios, with gaps where nothing is attempted, so that alerts can compare them with their own past. */
export function appRatioRecordings(): RuleGroup {
  const { publishes, signedSubscriptions, requests, handshakes } = appRatios;
  const rejected = perSecond('sockudo_publishes_rejected_total');
  const unauthorized = perSecond('sockudo_subscription_auth_failures_total');
  return {
    name: 'shoal_app_ratios',
    rules: [
      // A refused request is one attempt, of an accepted one each event is.
      ...record(publishes, {
        attempts: `${perSecond('sockudo_publishes_accepted_total{source!="client"}')}\n+ ${rejected}`,
        refused: rejected,
      }),
      ...record(signedSubscriptions, {
        attempts: `${perSecond('sockudo_channel_subscriptions_total{channel_type=~"private.*|presence.*"}')}
+ ${unauthorized}`,
        refused: unauthorized,
      }),
      ...record(requests, {
        attempts: perSecond('sockudo_http_requests_total'),
        refused: perSecond('sockudo_api_authentication_failures_total'),
      }),
      // Who drains sends newcomers elsewhere, and a key that no app has is nobody's.
      ...record(handshakes, {
        attempts: perSecond('sockudo_connection_attempts_total'),
        refused: perSecond('sockudo_connection_attempts_total{outcome!~"accepted|draining|unknown_app"}'),
      }),
    ],
  };
}

/**
 * Records the ratios more seldom, for means over a day: taken from every sample, they would be read from disk at each
 * evaluation.
 */
export function appRatioPasts(): RuleGroup {
  return {
    name: 'shoal_app_ratio_pasts',
    interval: '5m',
    rules: Object.values(appRatios).map(({ refused, past }) => ({
      record: past,
      expr: `avg_over_time(${refused}[5m])`,
    })),
  };
}

function perSecond(counter: string): string {
  return `sum by (${INSTALLATION}, app_id) (rate(${counter}[5m]))`;
}

function record(names: AppRatio, { attempts, refused }: Omit<AppRatio, 'past'>): RuleGroup['rules'] {
  return [
    { record: names.attempts, expr: attempts },
    { record: names.refused, expr: `${refused}\n/ (${names.attempts} > 0)` },
  ];
}
