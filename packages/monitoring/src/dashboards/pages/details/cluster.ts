import type { DashboardSpec } from '../../dashboard.js';
import {
  adapterConnected,
  adapterErrors,
  adapterLatency,
  adapterMessageSize,
  adapterOperations,
  adapterPublishLatency,
  adapterReceiveLatency,
  brokenPassage,
  bufferedPublishes,
  droppedPublishes,
  remoteFanOutLatency,
  unreadableValues,
} from '../../panels/cluster/adapter.js';
import { cacheHitRate, cacheMemory, cacheOperations } from '../../panels/cluster/caches.js';
import { degradedByReason, draining, readiness } from '../../panels/cluster/health.js';
import { versionTable } from '../../panels/cluster/instances.js';
import { clusterNodes, leaseAges, sweptConnections } from '../../panels/cluster/membership.js';

export const cluster: DashboardSpec = {
  name: 'cluster',
  title: 'Shoal / Cluster and Redis',
  description: 'How the servers hear each other over Redis, and what they do while they cannot.',
  variables: ['instance'],
  rows: [
    {
      title: 'State',
      lines: [
        [adapterConnected, degradedByReason],
        [readiness, draining],
        [clusterNodes, leaseAges, sweptConnections],
        [versionTable],
      ],
    },
    {
      title: 'Between the servers',
      lines: [
        [adapterOperations, adapterErrors, adapterLatency],
        [adapterPublishLatency, adapterReceiveLatency, remoteFanOutLatency],
        [adapterMessageSize, brokenPassage],
      ],
    },
    {
      title: 'What does not get through',
      lines: [[bufferedPublishes, droppedPublishes, unreadableValues]],
    },
    { title: 'Caches', lines: [[cacheHitRate, cacheOperations, cacheMemory]] },
  ],
};
