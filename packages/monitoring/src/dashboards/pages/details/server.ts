import type { DashboardSpec } from '../../dashboard.js';
import {
  activeConnections,
  activeConnectionsByApp,
  activeConnectionsByNode,
  connectionAttempts,
  connectionChurn,
  connectionDuration,
  connectionErrors,
  connectionQuota,
  connectionRate,
  disconnectCodes,
  disconnectReasons,
  heartbeatFailures,
} from '../../panels/realtime/connections.js';
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
        [activeConnections, activeConnectionsByNode, activeConnectionsByApp],
        [connectionRate, connectionChurn, connectionAttempts],
        [disconnectReasons, disconnectCodes, connectionErrors],
        [heartbeatFailures, connectionDuration, connectionQuota],
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
