import type { DashboardSpec } from '../../dashboard.js';
import {
  activeConnectionsByApp,
  activeConnectionsByNode,
  connectionAttempts,
  connectionChurn,
  connectionQuota,
  connectionRate,
} from '../../panels/realtime/connections.js';
import {
  connectionDuration,
  connectionErrors,
  disconnectCodes,
  disconnectReasons,
  heartbeatFailures,
} from '../../panels/realtime/disconnects.js';
import {
  messagesDropped,
  rateLimitShare,
  rateLimitTriggers,
  sendBuffer,
  slowConsumers,
} from '../../panels/realtime/limits.js';
import {
  clientEvents,
  clientEventsRejected,
  messageProcessing,
  messageRate,
  messageSize,
  messagesReceivedByNode,
  messagesSentByNode,
  socketBytes,
} from '../../panels/realtime/messages.js';

export const server: DashboardSpec = {
  name: 'server',
  title: 'Shoal / Server',
  description: 'Connections and frames: who comes and goes, what the sockets carry, and what is held back.',
  variables: ['app', 'instance'],
  rows: [
    {
      title: 'Connections',
      lines: [
        [activeConnectionsByNode, activeConnectionsByApp, connectionRate],
        [connectionChurn, connectionAttempts, connectionErrors],
        [disconnectReasons, disconnectCodes, heartbeatFailures],
        [connectionDuration, connectionQuota],
      ],
    },
    {
      title: 'Messages',
      lines: [
        [messageRate, messagesSentByNode, messagesReceivedByNode],
        [clientEvents, clientEventsRejected, messageProcessing],
        [socketBytes, messageSize],
      ],
    },
    {
      title: 'Limits and backpressure',
      lines: [
        [rateLimitTriggers, rateLimitShare],
        [sendBuffer, slowConsumers, messagesDropped],
      ],
    },
  ],
};
