import { limits } from '@shoal/protocol';
import type { App, AppFeatures, AppLimits } from '../app/app.js';

export interface TestAppOptions extends Partial<Omit<App, 'features' | 'limits'>> {
  readonly features?: Partial<AppFeatures>;
  readonly limits?: Partial<AppLimits>;
}

/** An app with everything on but subscription counts, the default limits, and endpoints that want every event. */
export function createTestApp({ features, limits: changed, ...options }: TestAppOptions = {}): App {
  return {
    id: 'app-id',
    credentials: [{ key: 'app-key', secret: 'app-secret' }],
    enabled: true,
    features: {
      clientEvents: true,
      userAuthentication: true,
      watchlist: true,
      subscriptionCount: false,
      ...features,
    },
    limits: { ...limits, ...changed },
    allowedOrigins: [],
    webhookEvents: new Set([
      'channel_occupied',
      'channel_vacated',
      'member_added',
      'member_removed',
      'client_event',
      'cache_miss',
      'subscription_count',
    ]),
    ...options,
  };
}
