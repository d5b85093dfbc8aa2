import { isDashboard, isGroup, isGuideAlert, isMeant, isMetric, isPanel, returnsData } from '../checks.js';
import { type Checks, rowsOf, type SeedRow } from '../seed-row.js';
import { guideFiles, guidePorts, heldVariables, readFiles } from './guide-deployment.js';
import { guideSearches, guideShipping } from './guide-logs.js';
import { guideMetrics, hostMetrics } from './guide-metrics.js';
import { guideAlerts, guideQueries, invalidQueries, systemQueries } from './guide-queries.js';
import { guideCommands, guideSettings, guideVariables } from './guide-settings.js';

const metrics: Checks = Object.fromEntries([
  ...guideMetrics.map((name) => [`sockudo_${name}`, isMetric(`sockudo_${name}`)] as const),
  ...hostMetrics.map((name) => [name, returnsData(name)] as const),
]);

const queries: Checks = Object.fromEntries([
  ...[...guideQueries, ...systemQueries].map((query) => [query, returnsData(query)] as const),
  ...Object.entries(invalidQueries).map(([invalid, meant]) => [invalid, isMeant(invalid, meant)] as const),
]);

const panels: Checks = {
  'Connection Overview': isPanel('shoal-overview', 'Active connections'),
  'Active connections gauge': isPanel('shoal-overview', 'Active connections'),
  'Connection rate (connections per second)': isPanel('shoal-server', 'Connection rate by node'),
  'Connections by app': isPanel('shoal-server', 'Active connections by app'),
  'Message Throughput': isPanel('shoal-overview', 'Message rate'),
  'Messages sent rate': isPanel('shoal-overview', 'Message rate'),
  'Messages received rate': isPanel('shoal-overview', 'Message rate'),
  'Client events rate': isPanel('shoal-server', 'Client events'),
  'Broadcast efficiency (messages sent vs received)': isPanel('shoal-channels', 'Broadcast efficiency'),
  'HTTP API Performance': isPanel('shoal-api', 'Request rate by node'),
  'Request rate': isPanel('shoal-api', 'Request rate by node'),
  '95th percentile response time': isPanel('shoal-sockudo-metrics', 'API Response Time'),
  'Error rate percentage': isPanel('shoal-api', 'Error rate by node'),
  'Requests by endpoint': isPanel('shoal-api', 'Requests by endpoint'),
  'Channel Activity': isPanel('shoal-channels', 'Active channels'),
  'Active channels': isPanel('shoal-channels', 'Active channels'),
  'Subscription rate': isPanel('shoal-channels', 'Subscription rate'),
  'Presence channel members': isPanel('shoal-channels', 'Presence channel members'),
  'Channel activity by type': isPanel('shoal-channels', 'Channel activity by type'),
  'System Health': isPanel('shoal-server', 'Rate limit triggers'),
  'Rate limit triggers': isPanel('shoal-server', 'Rate limit triggers'),
  'Queue depth (if using queues)': isPanel('shoal-overview', 'Queue depth'),
  'Cache hit rate': isPanel('shoal-cluster', 'Cache hit rate'),
  'Webhook success rate': isPanel('shoal-webhooks', 'Webhook success rate'),
  'Active Connections': isPanel('shoal-sockudo-metrics', 'Active Connections'),
  'Message Rate': isPanel('shoal-sockudo-metrics', 'Message Rate'),
  'API Response Time': isPanel('shoal-sockudo-metrics', 'API Response Time'),
  'Sockudo Metrics': isDashboard('Sockudo Metrics', [
    'Active Connections',
    'Message Rate',
    'API Response Time',
  ]),
  'CPU usage': isPanel('shoal-host', 'CPU usage'),
  'Memory usage': isPanel('shoal-host', 'Memory usage'),
  'Disk usage': isPanel('shoal-host', 'Disk usage'),
  'Network I/O': async (bench) => {
    for (const way of ['received', 'transmitted']) await isPanel('shoal-host', `Network ${way}`)(bench);
  },
  'File descriptors': isPanel('shoal-host', 'File descriptors'),
};

const alerts: Checks = {
  sockudo_alerts: isGroup('sockudo_alerts', Object.keys(guideAlerts)),
  ...Object.fromEntries(
    Object.entries(guideAlerts).map(([name, alert]) => [name, isGuideAlert(name, alert)]),
  ),
};

const document = 'guide';
export const guideRows: readonly SeedRow[] = [
  ...rowsOf({ document, kind: 'metric', proof: 'asked' }, metrics),
  ...rowsOf({ document, kind: 'query', proof: 'asked' }, queries),
  ...rowsOf({ document, kind: 'panel', proof: 'asked' }, panels),
  ...rowsOf({ document, kind: 'alert', proof: 'asked' }, alerts),
  ...rowsOf({ document, kind: 'setting', proof: 'asked' }, guideSettings),
  ...rowsOf({ document, kind: 'variable', proof: 'asked' }, guideVariables),
  ...rowsOf({ document, kind: 'variable', proof: 'held' }, heldVariables),
  ...rowsOf({ document, kind: 'port', proof: 'held' }, guidePorts),
  ...rowsOf({ document, kind: 'file', proof: 'accepted' }, readFiles),
  ...rowsOf({ document, kind: 'file', proof: 'held' }, guideFiles),
  ...rowsOf({ document, kind: 'command', proof: 'asked' }, guideCommands),
  ...rowsOf({ document, kind: 'log', proof: 'asked' }, guideSearches),
  ...rowsOf({ document, kind: 'log', proof: 'asked' }, guideShipping),
];
