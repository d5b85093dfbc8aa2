import { adapterMetrics } from './areas/adapter.js';
import { cacheMetrics } from './areas/cache.js';
import { channelMetrics } from './areas/channels.js';
import { connectionMetrics } from './areas/connections.js';
import { httpMetrics } from './areas/http.js';
import { queueMetrics } from './areas/jobs/queue.js';
import { webhookMetrics } from './areas/jobs/webhooks.js';
import { limitMetrics } from './areas/limits.js';
import { messageMetrics } from './areas/messages.js';
import { nodeMetrics } from './areas/node.js';
import { processMetrics } from './areas/process.js';
import type { CatalogueArea, Owner } from './metric-definition.js';

/**
 * Every metric that the server makes itself, by name without prefix. A server that works its queue off itself has
 * all of them; a worker has some.
 */
export const serverCatalogue = {
  ...nodeMetrics,
  ...connectionMetrics,
  ...messageMetrics,
  ...httpMetrics,
  ...channelMetrics,
  ...limitMetrics,
  ...adapterMetrics,
  ...cacheMetrics,
  ...queueMetrics,
  ...webhookMetrics,
};

export type ServerCatalogue = typeof serverCatalogue;

const EVERYBODY: readonly Owner[] = ['server', 'webhook-worker'];

/** Everything that any of our processes prints, in the order of the reference. */
export const catalogueAreas: readonly CatalogueArea[] = [
  { title: 'Health and identity', owners: EVERYBODY, metrics: nodeMetrics },
  { title: 'Connections', owners: ['server'], metrics: connectionMetrics },
  { title: 'Messages and fan-out', owners: ['server'], metrics: messageMetrics },
  { title: 'HTTP API', owners: ['server'], metrics: httpMetrics },
  { title: 'Channels, presence, subscriptions', owners: ['server'], metrics: channelMetrics },
  { title: 'Rate limits and quotas', owners: ['server'], metrics: limitMetrics },
  { title: 'Adapter', owners: ['server'], metrics: adapterMetrics },
  { title: 'Cache', owners: ['server'], metrics: cacheMetrics },
  { title: 'Queue', owners: EVERYBODY, metrics: queueMetrics },
  { title: 'Webhooks', owners: EVERYBODY, metrics: webhookMetrics },
  { title: 'Process', owners: EVERYBODY, metrics: processMetrics },
];
