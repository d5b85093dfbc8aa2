import type { StatSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { largest, maxOf, percentOf, rateOf, sumOf } from '../../promql.js';

export const activeChannels: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Active channels',
  unit: 'count',
  shows:
    'Channels with a subscriber. Cluster: each once, wherever its subscribers are. On nodes: each once for every server that has one, which is what the servers carry.',
  good: 'Both follow the connections.',
  otherwise: 'Channels that grow while connections do not: pages that subscribe and never unsubscribe.',
  queries: [
    { expr: `sum(${maxOf('cluster_active_channels', { by: ['app_id'] })})`, legend: 'Cluster' },
    { expr: sumOf('active_channels'), legend: 'On nodes' },
  ],
};

export const activeChannelsTotal: StatSpec = {
  kind: 'stat',
  title: 'Active channels',
  unit: 'count',
  shows: 'Channels with a subscriber anywhere in the cluster.',
  good: 'Follows the connections.',
  otherwise: 'See Channels and fan-out.',
  queries: [{ expr: `sum(${maxOf('cluster_active_channels', { by: ['app_id'] })})`, legend: 'Channels' }],
};

export const channelsByType: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Channel activity by type',
  unit: 'count',
  stacked: true,
  shows:
    'Channels with a subscriber on a server, by type; a channel counts once for every server that has one.',
  good: 'The mix that your apps use.',
  otherwise: 'Presence channels cost most. Many of them with few members are better as private ones.',
  queries: [{ expr: sumOf('active_channels', { by: ['channel_type'] }), legend: '{{channel_type}}' }],
};

export const channelsByApp: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Active channels by app',
  unit: 'count',
  shows: 'Channels of each app with a subscriber anywhere in the cluster; the 20 largest.',
  good: 'Follows the connections of the app.',
  otherwise: 'An app that grows without end subscribes and never unsubscribes.',
  queries: [{ expr: largest(maxOf('cluster_active_channels', { by: ['app_id'] })), legend: '{{app_id}}' }],
};

export const channelsByNode: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Channels by node',
  unit: 'count',
  shows: 'Channels with a subscriber on each server.',
  good: 'All servers carry about the same.',
  otherwise: 'See active connections by node.',
  queries: [{ expr: sumOf('channels_per_app', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const subscriptionRate: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Subscription rate',
  unit: 'perSecond',
  shows: 'Subscriptions a second that succeeded, by type of channel.',
  good: 'In proportion to new connections.',
  otherwise: 'High without new connections: a page that subscribes and unsubscribes in a loop.',
  queries: [
    { expr: rateOf('channel_subscriptions_total', { by: ['channel_type'] }), legend: '{{channel_type}}' },
  ],
};

export const subscriptionChurn: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Subscription churn',
  unit: 'perSecond',
  shows: 'Subscriptions a second that began and ended; they also end with their connection.',
  good: 'Both lines lie on each other.',
  otherwise: 'See connection churn: most of it comes from there.',
  queries: [
    { expr: rateOf('channel_subscriptions_total'), legend: 'Subscribed' },
    { expr: rateOf('channel_unsubscriptions_total'), legend: 'Unsubscribed' },
  ],
};

export const subscriptionFailures: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Subscription failures',
  unit: 'perSecond',
  areFaults: true,
  shows: 'Subscriptions a second that were refused, by reason.',
  good: 'None.',
  otherwise:
    'auth: see the auth failure rate. bad_channel: a page makes wrong names. over_capacity and limit: a setting. backend: Redis does not answer.',
  alerts: ['ShoalSubscriptionAuthFailures'],
  queries: [{ expr: rateOf('subscription_failures_total', { by: ['reason'] }), legend: '{{reason}}' }],
};

export const subscriptionAuthFailureRate: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Subscription auth failure rate',
  unit: 'percent',
  shows:
    'Part of the attempts to subscribe to channels that need a signature in which it was missing or wrong.',
  good: 'Near zero.',
  otherwise:
    'After a deployment of the backend: its auth endpoint signs with another secret, or another socket_id. See which apps are affected.',
  alerts: ['ShoalSubscriptionAuthFailures', 'ShoalSubscriptionErrorBudgetBurn'],
  queries: [
    {
      expr: percentOf(
        rateOf('subscription_auth_failures_total'),
        `(${rateOf('channel_subscriptions_total', { where: 'channel_type!~"public|cache"' })} + ${rateOf('subscription_auth_failures_total')})`,
      ),
      legend: 'Refused',
    },
  ],
};

export const presenceMembers: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Presence channel members',
  unit: 'count',
  shows:
    'Members of presence channels, one for each user and channel, anywhere in the cluster; the 20 largest apps.',
  good: 'Follows the connections.',
  otherwise:
    'Members that stay when connections go: a server died a moment ago, and its members leave within seconds.',
  queries: [{ expr: largest(maxOf('cluster_presence_members', { by: ['app_id'] })), legend: '{{app_id}}' }],
};

export const presenceEvents: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Presence joins and leaves',
  unit: 'eventsPerSecond',
  shows: 'Members a second who joined, left or changed, each told by one server.',
  good: 'Joins and leaves are about even.',
  otherwise: 'Both high: connections that flap. Each is told to every member, so it costs the square.',
  queries: [{ expr: rateOf('presence_events_total', { by: ['event'] }), legend: '{{event}}' }],
};
