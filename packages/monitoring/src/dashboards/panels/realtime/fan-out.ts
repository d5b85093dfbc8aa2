import { ALERTED_FROM, rising } from '../../kinds/looks/thresholds.js';
import type { HeatmapSpec, StatSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { bucketsOf, largest, meanOf, quantileOf, rateOf } from '../../promql.js';

export const publishRateByApp: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Publish rate by app',
  unit: 'eventsPerSecond',
  shows: 'Events a second that each app publishes, over the API and from clients; the 20 largest.',
  good: 'Each app follows its own daily course.',
  otherwise:
    'A jump is a job that publishes in a loop, or a campaign. A fall to nothing is a backend that stopped.',
  queries: [{ expr: largest(rateOf('publishes_accepted_total', { by: ['app_id'] })), legend: '{{app_id}}' }],
};

export const publishesBySource: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Publish rate by source',
  unit: 'eventsPerSecond',
  stacked: true,
  shows: 'Events a second, by where they came from: single requests (http), batches, and client events.',
  good: 'Much traffic comes in batches.',
  otherwise: 'Many single requests cost more than one batch of them: batch in the backend.',
  queries: [{ expr: rateOf('publishes_accepted_total', { by: ['source'] }), legend: '{{source}}' }],
};

export const broadcastRate: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Broadcasts by node',
  unit: 'messagesPerSecond',
  shows:
    'Events published to a channel a second, on the server that accepted them; one event to ten channels is ten.',
  good: 'Even over the servers.',
  otherwise: 'On one server only: the load balancer sends all requests of the backend to it.',
  queries: [{ expr: rateOf('broadcast_messages_total', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const fanOutFactor: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Broadcast efficiency',
  unit: 'count',
  shows:
    'Messages sent to clients for each event published to a channel: how many sockets one event reaches.',
  good: 'As many as a channel has subscribers.',
  otherwise: 'Below 1: events go to channels without subscribers; publish only to occupied ones.',
  queries: [
    {
      expr: `${rateOf('messages_sent_total')} / (${rateOf('broadcast_messages_total')} > 0)`,
      legend: 'Messages for each event',
    },
  ],
};

export const fanOutLatency: HeatmapSpec = {
  kind: 'heatmap',
  title: 'Fan-out latency',
  unit: 'seconds',
  shows: 'From accepting a publish to handing the last socket of a server its frame, local and remote.',
  good: 'Nearly all below 10 ms.',
  otherwise: 'A second band far above the first is the way over Redis: see Cluster and Redis.',
  alerts: ['ShoalFanoutErrorBudgetBurn'],
  buckets: bucketsOf('fanout_latency_seconds'),
};

export const fanOutQuantiles: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Fan-out latency by scope',
  unit: 'seconds',
  shows:
    'Median and 99th percentile from accepting a publish to handing the last socket its frame; remote: the publish was accepted by another server.',
  good: 'Local some milliseconds; remote a few more.',
  otherwise: 'Local slow: the event loop is late. Remote only: Redis, or the network to it.',
  alerts: ['ShoalFanoutErrorBudgetBurn'],
  thresholds: rising(ALERTED_FROM.fanoutLatencySeconds, 0.5),
  queries: [
    { expr: quantileOf(0.5, 'fanout_latency_seconds', { by: ['scope'] }), legend: '{{scope}} p50' },
    { expr: quantileOf(0.99, 'fanout_latency_seconds', { by: ['scope'] }), legend: '{{scope}} p99' },
  ],
};

export const fanOutP99: StatSpec = {
  kind: 'stat',
  title: 'Fan-out p99',
  unit: 'seconds',
  shows: '99th percentile from accepting a publish to handing the last socket its frame.',
  good: 'Below 100 ms.',
  otherwise: 'See Channels and fan-out: whether it is local (event loop) or remote (Redis).',
  alerts: ['ShoalFanoutErrorBudgetBurn'],
  thresholds: rising(ALERTED_FROM.fanoutLatencySeconds, 0.5),
  queries: [{ expr: quantileOf(0.99, 'fanout_latency_seconds'), legend: 'p99' }],
};

export const recipients: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Recipients of a batch',
  unit: 'count',
  shows: 'Sockets of one server that got what a channel published within a tick.',
  good: 'As many as your channels have subscribers on a server.',
  otherwise: 'Very large channels make each publish slow: more servers share their subscribers.',
  queries: [
    { expr: meanOf('fanout_recipients'), legend: 'Mean' },
    { expr: quantileOf(0.99, 'fanout_recipients'), legend: 'p99' },
  ],
};
