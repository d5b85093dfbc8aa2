import { type AppCredentials, defaultApp } from '../../server/server-address.js';
import type { WebhookCounter } from './webhook-counter.js';

/** Apps of the observed cluster. */
export const observedApps: readonly AppCredentials[] = [
  defaultApp,
  { id: 'shop', key: 'shop-key', secret: 'shop-secret' },
];

/** Far more than a load needs: that limits are checked is counted, and nothing is refused. */
const plenty = 1_000_000;

const webhookEvents = [
  'channel_occupied',
  'channel_vacated',
  'member_added',
  'member_removed',
  'client_event',
  'cache_miss',
];

/** The apps with everything switched on that has metrics of its own. */
export function configureApps(endpoints: readonly WebhookCounter[]): object {
  const apps = endpoints.map(({ app, url }) => ({
    ...app,
    features: { enable_client_messages: true, enable_user_authentication: true },
    limits: {
      max_client_events_per_second: plenty,
      max_backend_events_per_second: plenty,
      max_read_requests_per_second: plenty,
      max_connections: plenty,
    },
    webhooks: [{ id: 'observed', url, event_types: webhookEvents }],
  }));
  return { app_manager: { array: { apps } } };
}
