import type { DashboardSpec } from './dashboard.js';
import { api } from './pages/details/api.js';
import { channels } from './pages/details/channels.js';
import { cluster } from './pages/details/cluster.js';
import { host } from './pages/details/host.js';
import { push } from './pages/details/push.js';
import { runtime } from './pages/details/runtime.js';
import { server } from './pages/details/server.js';
import { webhooks } from './pages/details/webhooks.js';
import { overview } from './pages/overview.js';
import { sockudoMetrics } from './pages/sockudo-metrics.js';
import { troubleshooting } from './pages/troubleshooting.js';

/** From the overview over the details down to troubleshooting, and the sample of Sockudo's guide. */
export const allDashboards: readonly DashboardSpec[] = [
  overview,
  server,
  channels,
  api,
  cluster,
  webhooks,
  push,
  runtime,
  host,
  troubleshooting,
  sockudoMetrics,
];
