import type { DashboardSpec } from '../../dashboard.js';
import {
  authenticationFailures,
  authenticationFailuresByApp,
  errorsByEndpoint,
  idempotency,
  publishesRejected,
  publishFailureRate,
} from '../../panels/api/refusals.js';
import {
  errorPercentage,
  httpBytes,
  requestRate,
  requestsByEndpoint,
  requestsByStatus,
  responseSize,
} from '../../panels/api/requests.js';
import {
  responseTime,
  responseTimeByEndpoint,
  responseTimeByNode,
  responseTimes,
} from '../../panels/api/response-times.js';

export const api: DashboardSpec = {
  name: 'api',
  title: 'Shoal / API',
  description: 'The HTTP API: how much it is asked, how fast it answers, and what it refuses.',
  variables: ['app', 'instance'],
  rows: [
    { title: 'Requests', lines: [[requestRate, requestsByEndpoint, requestsByStatus]] },
    {
      title: 'Response times',
      lines: [
        [responseTime, responseTimes],
        [responseTimeByEndpoint, responseTimeByNode],
      ],
    },
    {
      title: 'Errors and refusals',
      lines: [
        [errorPercentage, errorsByEndpoint, publishFailureRate],
        [publishesRejected, authenticationFailures, authenticationFailuresByApp],
      ],
    },
    { title: 'Bodies', lines: [[idempotency, responseSize, httpBytes]] },
  ],
};
