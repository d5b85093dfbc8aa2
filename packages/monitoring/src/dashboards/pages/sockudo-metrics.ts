import type { DashboardSpec } from '../dashboard.js';
import type { StatSpec } from '../kinds/panel-spec.js';
import { responseTime } from '../panels/api/response-times.js';
import { activeConnections } from '../panels/realtime/connections.js';
import { messageRate } from '../panels/realtime/messages.js';
import { sumOf } from '../promql.js';

const byInstance: StatSpec = {
  ...activeConnections,
  title: 'Active Connections',
  shows: 'WebSockets that are open now on each server.',
  queries: [{ expr: sumOf('active_connections', { by: ['instance'] }), legend: '{{instance}}' }],
};

/** The sample of Sockudo's monitoring guide: the same three panels and names, in a form that Grafana provisions. */
export const sockudoMetrics: DashboardSpec = {
  name: 'sockudo-metrics',
  title: 'Sockudo Metrics',
  description: "The three panels of the sample in Sockudo's monitoring guide. Overview has more.",
  variables: ['app', 'instance'],
  rows: [
    {
      title: 'Sockudo',
      lines: [
        [byInstance],
        [
          { ...messageRate, title: 'Message Rate' },
          { ...responseTime, title: 'API Response Time' },
        ],
      ],
    },
  ],
};
