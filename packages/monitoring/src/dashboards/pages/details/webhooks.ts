import type { DashboardSpec } from '../../dashboard.js';
import {
  jobDuration,
  jobsFailed,
  jobsProcessed,
  oldestJob,
  queueDepth,
  webhookJobs,
} from '../../panels/jobs/queues.js';
import {
  webhookAttempts,
  webhookDrops,
  webhookDuration,
  webhookFailures,
  webhookFailuresByApp,
  webhookFlow,
  webhookOldest,
  webhookRetries,
  webhookSuccess,
} from '../../panels/jobs/webhooks.js';

export const webhooks: DashboardSpec = {
  name: 'webhooks',
  title: 'Shoal / Webhooks and queue',
  description: 'Jobs that wait and run, and what becomes of webhooks.',
  variables: ['app', 'instance'],
  rows: [
    {
      title: 'Queue',
      lines: [
        [queueDepth, oldestJob, webhookJobs],
        [jobsProcessed, jobsFailed, jobDuration],
      ],
    },
    {
      title: 'Webhooks',
      lines: [
        [webhookFlow, webhookSuccess, webhookOldest],
        [webhookAttempts, webhookFailures, webhookRetries],
        [webhookDuration, webhookFailuresByApp, webhookDrops],
      ],
    },
  ],
};
