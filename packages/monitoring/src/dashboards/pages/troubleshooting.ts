import type { DashboardSpec } from '../dashboard.js';
import {
  authenticationFailures,
  errorsByEndpoint,
  publishesRejected,
  publishFailureRate,
} from '../panels/api/refusals.js';
import { requestsByStatus } from '../panels/api/requests.js';
import { responseTimeByEndpoint, responseTimeByNode } from '../panels/api/response-times.js';
import {
  adapterConnected,
  adapterErrors,
  adapterLatency,
  bufferedPublishes,
  droppedPublishes,
  unreadableValues,
} from '../panels/cluster/adapter.js';
import {
  alertsByName,
  degradedByReason,
  draining,
  instancesUpByNode,
  readiness,
} from '../panels/cluster/health.js';
import { batchesPutBack, pushCredentialErrors, pushFailureClasses } from '../panels/jobs/push-deliveries.js';
import { pushOldest } from '../panels/jobs/push-publishes.js';
import { jobsFailed, oldestJob } from '../panels/jobs/queues.js';
import { webhookAttempts, webhookDrops, webhookFailures } from '../panels/jobs/webhooks.js';
import { garbageCollection, memory } from '../panels/machine/memory.js';
import { cpu, eventLoopLag, eventLoopWorst, starts } from '../panels/machine/process.js';
import { subscriptionAuthFailureRate, subscriptionFailures } from '../panels/realtime/channels.js';
import { connectionAttempts } from '../panels/realtime/connections.js';
import {
  connectionErrors,
  disconnectCodes,
  disconnectReasons,
  heartbeatFailures,
} from '../panels/realtime/disconnects.js';
import { fanOutQuantiles } from '../panels/realtime/fan-out.js';
import { messagesDropped, rateLimitTriggers, sendBuffer, slowConsumers } from '../panels/realtime/limits.js';
import { clientEventsRejected, messageProcessing } from '../panels/realtime/messages.js';

export const troubleshooting: DashboardSpec = {
  name: 'troubleshooting',
  title: 'Shoal / Troubleshooting',
  description:
    'Something is wrong: each row is a complaint, and its panels are what can cause it. The (i) of a panel says what to do.',
  variables: ['app', 'instance'],
  rows: [
    { title: 'What fires?', lines: [[alertsByName, instancesUpByNode, readiness]] },
    {
      title: 'Clients cannot connect, or fall off',
      lines: [
        [connectionAttempts, connectionErrors, disconnectReasons],
        [disconnectCodes, heartbeatFailures, draining],
      ],
    },
    {
      title: 'Clients cannot subscribe',
      lines: [[subscriptionFailures, subscriptionAuthFailureRate, messageProcessing]],
    },
    {
      title: 'Messages are late or missing',
      lines: [
        [fanOutQuantiles, messagesDropped, slowConsumers],
        [sendBuffer, clientEventsRejected, rateLimitTriggers],
      ],
    },
    {
      title: 'Publishing fails or is slow',
      lines: [
        [publishFailureRate, publishesRejected, authenticationFailures],
        [requestsByStatus, errorsByEndpoint, responseTimeByEndpoint],
      ],
    },
    {
      title: 'Servers do not hear each other',
      lines: [
        [adapterConnected, degradedByReason, adapterErrors],
        [adapterLatency, bufferedPublishes, droppedPublishes],
      ],
    },
    {
      title: 'Webhooks or pushes do not arrive',
      lines: [
        [oldestJob, jobsFailed, webhookFailures],
        [webhookAttempts, webhookDrops, pushOldest],
        [pushFailureClasses, pushCredentialErrors, batchesPutBack],
      ],
    },
    {
      title: 'A process is in trouble',
      lines: [
        [cpu, eventLoopLag, eventLoopWorst],
        [memory, garbageCollection, starts],
        [responseTimeByNode, unreadableValues],
      ],
    },
  ],
};
