export interface ThresholdDefinition {
  readonly default: number;
  /** A `ratio` is above 0 and below 1, every other one 0 or more. */
  readonly unit: string;
  readonly meaning: string;
  /** The histogram without prefix one of whose bounds it has to be: between bounds a quantile is a guess. */
  readonly boundOf?: string;
}

const amount = (value: number, unit: string, meaning: string): ThresholdDefinition => ({
  ...{ default: value, unit, meaning },
});
const ratio = (value: number, meaning: string): ThresholdDefinition => amount(value, 'ratio', meaning);
const bound = (boundOf: string, value: number, meaning: string): ThresholdDefinition => ({
  ...{ ...amount(value, 's', meaning), boundOf },
});

/** Every number that an operator may want to change. */
export const thresholdDefinitions = {
  connectionsPerServer: amount(1000, 'connections', 'Open connections of one server.'),
  connectionDropsPerSecond: amount(
    10,
    '1/s',
    'Connections of one server that end otherwise than by goodbye.',
  ),
  connectionDropsRatio: ratio(0.1, 'The same within 5 minutes, as a part of the open ones.'),
  httpLatencySeconds: bound('http_request_duration_seconds', 1, '95th percentile of API requests.'),
  httpErrorRatio: ratio(0.1, 'API requests of one server that are answered with 5xx.'),
  httpErrorsAtLeast: amount(3, 'requests', 'Such answers within 5 minutes, below which nobody is told.'),
  rateLimitsPerSecond: amount(5, '1/s', 'Refusals by the rate limits of one server.'),
  rateLimitRatio: ratio(0.01, 'The same as a part of all that the limiters were asked.'),
  queueWaitingJobs: amount(1000, 'jobs', 'Jobs of one queue that wait for a worker.'),
  webhookFailureRatio: ratio(0.2, 'Events that a worker gives up, of those that it ends.'),
  cacheHitRatio: ratio(0.7, 'Reads of the last events of cache channels that find one: fewer are too few.'),
  cacheReadsPerSecond: amount(1, '1/s', 'Reads below which the hit rate says nothing.'),

  expectedServers: amount(1, 'servers', 'Servers that are to be scraped in each installation.'),
  restarts: amount(2, 'restarts', 'Restarts of one process within 30 minutes that pass for ordinary.'),
  eventLoopLagSeconds: amount(0.1, 's', '99th percentile of the delay of the event loop.'),
  openFilesRatio: ratio(0.8, 'Open file descriptors, of those that the process may have.'),

  bufferedPublishes: amount(1000, 'messages', 'Messages to other nodes that wait in one server.'),
  publishRejectionRatio: ratio(0.05, 'Publishes of an app that are refused.'),
  subscriptionAuthFailureRatio: ratio(
    0.25,
    'Signed subscriptions of an app that are refused for their signature.',
  ),
  apiAuthFailureRatio: ratio(0.25, 'API requests of an app that are refused for their signature.'),
  connectionRefusalRatio: ratio(0.1, 'Handshakes of an app that are refused.'),
  growthOverDay: amount(
    2,
    'times',
    'By how much these four ratios have to exceed their mean of the day before.',
  ),
  attemptsPerSecond: amount(0.1, '1/s', 'Attempts below which these four ratios say nothing.'),
  quotaUsedRatio: ratio(0.9, 'Connections of an app, of those that its quota allows.'),
  droppedMessagesPerSecond: amount(
    1,
    '1/s',
    'Frames of one server that sockets should have got and did not.',
  ),

  failedJobRatio: ratio(0.05, 'Runs of jobs of one queue that break.'),
  webhookRetries: amount(100, 'requests', 'Webhook requests that wait for another attempt.'),
  webhookDelaySeconds: amount(60, 's', 'Age of the oldest webhook event that nobody has tried to send.'),
  pushDelaySeconds: amount(60, 's', 'Age of the oldest push job that waits for a worker.'),
  pushProviderFailureRatio: ratio(0.1, 'Attempts that fail for reasons of the provider or the network.'),
  pushDeliveriesGivenUp: amount(
    10,
    'deliveries',
    'Deliveries of an app within 15 minutes for which no attempt was left.',
  ),

  apiAvailabilityObjective: ratio(0.999, 'API requests that are not answered with 5xx.'),
  fanoutLatencyObjective: ratio(0.99, 'Fan-outs that end in time.'),
  fanoutLatencySeconds: bound('fanout_latency_seconds', 0.1, 'In time, for the objective above.'),
  subscriptionAuthObjective: ratio(0.99, 'Signed subscriptions that are not refused for their signature.'),
  webhookDeliveryObjective: ratio(0.99, 'Webhook events that their endpoint accepts in the end.'),
  pushDeliveryObjective: ratio(
    0.99,
    'Deliveries that a provider accepts, of those that are not refused for good.',
  ),
} as const satisfies Record<string, ThresholdDefinition>;

export type ThresholdName = keyof typeof thresholdDefinitions;

/** What alerts compare with. What each number means stands in {@link thresholdDefinitions}. */
export type Thresholds = Readonly<Record<ThresholdName, number>>;

/** What is written into rules: the numbers, or what somebody replaces by them later. */
export type WrittenThresholds = Readonly<Record<ThresholdName, number | string>>;

/**
 * For rules whose thresholds are not known yet: `connectionsPerServer` is `threshold_connectionsPerServer_`, which
 * PromQL takes for a metric, and which stands in rules for nothing else.
 */
export const thresholdPlaceholders = Object.fromEntries(
  Object.keys(thresholdDefinitions).map((name) => [name, `threshold_${name}_`]),
) as WrittenThresholds;
