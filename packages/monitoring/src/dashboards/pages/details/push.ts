import type { DashboardSpec } from '../../dashboard.js';
import {
  apnsLatency,
  batchesPutBack,
  deliveryRetries,
  deliveryStatus,
  fcmLatency,
  pushCredentialErrors,
  pushDispatched,
  pushFailureClasses,
  pushFailureRate,
  tokenInvalidations,
  webPushLatency,
} from '../../panels/jobs/push-deliveries.js';
import {
  pushAcceptanceTime,
  pushAccepted,
  pushCallbackFailures,
  pushDevices,
  pushOldest,
  pushOutcomes,
  pushPlanning,
  pushQuotaRejections,
  pushScheduled,
} from '../../panels/jobs/push-publishes.js';
import { pushJobs } from '../../panels/jobs/queues.js';

export const push: DashboardSpec = {
  name: 'push',
  title: 'Shoal / Push',
  description: 'Push notifications from the request to the answer of the provider.',
  variables: ['app', 'instance'],
  rows: [
    {
      title: 'Publishes',
      lines: [
        [pushAccepted, pushOutcomes, pushScheduled],
        [pushAcceptanceTime, pushPlanning, pushQuotaRejections],
        [pushCallbackFailures, pushDevices],
      ],
    },
    { title: 'Waiting', lines: [[pushJobs, pushOldest]] },
    {
      title: 'Providers',
      lines: [
        [pushDispatched, pushFailureRate, pushFailureClasses],
        [fcmLatency, apnsLatency, webPushLatency],
        [pushCredentialErrors, tokenInvalidations, batchesPutBack],
      ],
    },
    { title: 'Deliveries', lines: [[deliveryStatus, deliveryRetries]] },
  ],
};
