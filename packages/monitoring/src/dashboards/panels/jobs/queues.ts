import { ALERTED_FROM, rising } from '../../kinds/looks/thresholds.js';
import type { StatSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { maxOf, quantileOf, rateOf } from '../../promql.js';

export const queueDepth: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Queue depth',
  unit: 'count',
  shows:
    'Jobs of webhooks and push that wait for a worker, by queue. Every server tells the same number, so this is the largest.',
  good: 'Near zero.',
  otherwise: 'Growing: workers are too few or gone. Start more, after a look at why each job takes long.',
  alerts: ['SockudoQueueBacklog', 'ShoalQueueWithoutWorkers'],
  queries: [{ expr: maxOf('queue_active_jobs', { by: ['queue'] }), legend: '{{queue}}' }],
};

export const jobsWaiting: StatSpec = {
  kind: 'stat',
  title: 'Jobs waiting',
  unit: 'count',
  shows: 'Jobs of all queues that wait for a worker.',
  good: 'Near zero.',
  otherwise: 'See Webhooks and queue.',
  alerts: ['SockudoQueueBacklog', 'ShoalQueueWithoutWorkers'],
  thresholds: rising(100, ALERTED_FROM.queueWaitingJobs),
  queries: [{ expr: `sum(${maxOf('queue_active_jobs', { by: ['queue'] })})`, legend: 'Waiting' }],
};

const states = (queue: string) => maxOf('queue_jobs', { by: ['state'], where: `queue="${queue}"` });

export const webhookJobs: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Webhook jobs by state',
  unit: 'count',
  shows: 'waiting for a worker, active in one, delayed for their next attempt, failed: dead letters.',
  good: 'Few of each.',
  otherwise:
    'delayed: endpoints fail, see attempts by status. failed: replay them when the endpoint works again.',
  alerts: ['ShoalWebhookRetryBacklog'],
  queries: [{ expr: states('webhooks'), legend: '{{state}}' }],
};

export const pushJobs: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push jobs by state',
  unit: 'count',
  shows: 'Jobs of all push queues: waiting for a worker, active in one, delayed for later, failed.',
  good: 'Few of each; a large publish makes a hill that goes down.',
  otherwise:
    'waiting: start more push workers. delayed: providers want to be left alone, or publishes are scheduled.',
  alerts: ['ShoalPushQueueBacklog'],
  queries: [
    {
      expr: `sum by (state) (${maxOf('queue_jobs', { by: ['queue', 'state'], where: 'queue=~"push-.*"' })})`,
      legend: '{{state}}',
    },
  ],
};

export const oldestJob: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Oldest waiting job',
  unit: 'seconds',
  shows: 'How long the oldest job of each queue has waited for a worker.',
  good: 'Below a second.',
  otherwise: 'Growing in step with the clock: nobody works this queue off.',
  alerts: ['ShoalQueueWithoutWorkers'],
  thresholds: rising(30, 300),
  queries: [{ expr: maxOf('queue_oldest_job_age_seconds', { by: ['queue'] }), legend: '{{queue}}' }],
};

export const jobsProcessed: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Jobs processed',
  unit: 'perSecond',
  shows: 'Runs of jobs a second that came to their end, by queue.',
  good: 'Follows what is queued.',
  otherwise: 'Zero beside a growing depth: no worker runs.',
  alerts: ['ShoalQueueWithoutWorkers'],
  queries: [{ expr: rateOf('queue_jobs_processed_total', { by: ['queue'] }), legend: '{{queue}}' }],
};

export const jobsFailed: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Jobs failed',
  unit: 'perSecond',
  areFaults: true,
  shows:
    'Runs of jobs a second that broke on an error of our own; a refusal of an endpoint or a provider is none.',
  good: 'Zero.',
  otherwise: 'The log of the worker names the error. After a deployment: jobs of another release.',
  alerts: ['ShoalJobsFailing'],
  queries: [{ expr: rateOf('queue_jobs_failed_total', { by: ['queue'] }), legend: '{{queue}}' }],
};

export const jobDuration: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Job duration, p95',
  unit: 'seconds',
  shows: 'How long a run of a job took, 95th percentile by queue.',
  good: 'As fast as endpoints and providers answer.',
  otherwise: 'Slow endpoints: see webhook duration. A queue fills when a job takes longer than jobs come.',
  queries: [{ expr: quantileOf(0.95, 'queue_job_duration_seconds', { by: ['queue'] }), legend: '{{queue}}' }],
};
