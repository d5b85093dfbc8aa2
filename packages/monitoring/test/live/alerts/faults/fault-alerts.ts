/** What goes wrong in an installation, and the alerts that have to tell of it: each alert at least once. */
export const faultAlerts = {
  'workers that stand still': [
    'ShoalQueueWithoutWorkers',
    'SockudoQueueBacklog',
    'ShoalWebhooksDelayed',
    'ShoalPushQueueBacklog',
  ],
  'jobs of another release': ['ShoalJobsFailing'],
  'push services that fail often': [
    'ShoalPushProviderFailing',
    'ShoalPushDeliveriesGivenUp',
    'ShoalPushErrorBudgetBurn',
  ],
  'a credential that was revoked': ['ShoalPushCredentialErrors'],
  'a queue of webhooks that is forbidden': ['ShoalPushStatusCallbackFailures'],
  'a server that is stopped for half of the time': ['ShoalEventLoopSlow'],
  'a server that drains and does not end': ['ShoalDrainStuck'],
  'a server that is killed': ['SockudoInstanceDown', 'ShoalServersMissing'],
  'a server that dies whenever it has come up': ['ShoalRestarting'],
  'a server that never becomes ready': ['ShoalNotReady'],
  'an app for which the metrics have no room': ['ShoalMetricSeriesFolded'],
  'Redis is gone': [
    'ShoalAdapterDisconnected',
    'ShoalDegraded',
    'ShoalPublishesBuffered',
    'ShoalPublishesDropped',
    'SockudoHighErrorRate',
    'ShoalApiErrorBudgetBurn',
  ],
  'members that another release has written': ['ShoalUnreadableValues'],
  'more clients than the server should have': ['SockudoHighConnectionCount', 'ShoalOpenFilesHigh'],
  'connections that break off': ['SockudoConnectionDrops'],
  'a backend that publishes more than it may': ['SockudoRateLimitTriggered', 'ShoalPublishFailures'],
  'an app at its quota, and clients that come all the same': [
    'ShoalQuotaAlmostUsed',
    'ShoalConnectionsRefused',
  ],
  'cache channels that nobody has published to': ['SockudoLowCacheHitRate'],
  'a backend that signs subscriptions with another secret': [
    'ShoalSubscriptionAuthFailures',
    'ShoalSubscriptionErrorBudgetBurn',
  ],
  'a backend that signs requests with another secret': ['ShoalApiAuthFailures'],
  'a client that does not read': ['ShoalMessagesDropped'],
  'requests that take long': ['SockudoHighLatency'],
  'channels with more subscribers than are served in time': ['ShoalFanoutErrorBudgetBurn'],
  'an endpoint that does not answer': ['ShoalWebhookRetryBacklog'],
  'an endpoint that answers with errors': [
    'SockudoWebhookFailures',
    'ShoalWebhooksDeadLettered',
    'ShoalWebhooksLost',
    'ShoalWebhookErrorBudgetBurn',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type FaultName = keyof typeof faultAlerts;
