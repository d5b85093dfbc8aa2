import type { DashboardSpec } from '../dashboard.js';
import { errorPercentage, errorPercentageTotal, requestsByEndpoint } from '../panels/api/requests.js';
import { responseTime } from '../panels/api/response-times.js';
import { degradedProcesses, firingAlerts, instancesNotReady, instancesUp } from '../panels/cluster/health.js';
import { instanceTable } from '../panels/cluster/instances.js';
import { errorBudgets } from '../panels/cluster/objectives.js';
import { pushFailureRate } from '../panels/jobs/push-deliveries.js';
import { jobsWaiting, queueDepth } from '../panels/jobs/queues.js';
import { webhookSuccess } from '../panels/jobs/webhooks.js';
import { activeChannels, subscriptionAuthFailureRate } from '../panels/realtime/channels.js';
import {
  activeConnections,
  activeConnectionsByApp,
  activeConnectionsByNode,
  connectionChurn,
} from '../panels/realtime/connections.js';
import { fanOutP99, fanOutQuantiles, publishRateByApp } from '../panels/realtime/fan-out.js';
import { messageRate } from '../panels/realtime/messages.js';

export const overview: DashboardSpec = {
  name: 'overview',
  title: 'Shoal / Overview',
  description:
    'Is it well? The first line answers; the rest says where to look. The menu at the top leads to the other dashboards.',
  variables: ['app', 'instance'],
  rows: [
    {
      title: 'Is it well?',
      lines: [
        [
          firingAlerts,
          instancesUp,
          instancesNotReady,
          degradedProcesses,
          activeConnections,
          errorPercentageTotal,
          fanOutP99,
          jobsWaiting,
        ],
      ],
    },
    {
      title: 'Connections and messages',
      lines: [
        [activeConnectionsByNode, connectionChurn, messageRate],
        [activeConnectionsByApp, publishRateByApp, activeChannels],
      ],
    },
    {
      title: 'Is it fast, and does it work?',
      lines: [
        [responseTime, errorPercentage, requestsByEndpoint],
        [fanOutQuantiles, subscriptionAuthFailureRate, queueDepth],
      ],
    },
    { title: 'Behind it', lines: [[errorBudgets, webhookSuccess, pushFailureRate], [instanceTable]] },
  ],
};
