import type PusherJs from 'pusher-js';
import { hostForPage, type PageSettings } from './model/page-settings.js';

/** The library's build for browsers, which the page loads before this module. */
declare const Pusher: typeof PusherJs;

/** Who the page says it is, as the backend's endpoints read it. */
export interface IdentityFields {
  readonly user_id: string;
  readonly user_name: string;
}

/** pusher-js as a customer would set it up; it connects at once. */
export function createPusher(settings: PageSettings, identity: () => IdentityFields): PusherJs {
  const { key, port, isSecure } = settings;
  const paramsProvider = identity;
  return new Pusher(key, {
    cluster: '',
    wsHost: hostForPage(settings, location.hostname),
    wsPort: port,
    wssPort: port,
    forceTLS: isSecure,
    // The fallbacks would be loaded from a CDN.
    enabledTransports: ['ws', 'wss'],
    channelAuthorization: { endpoint: '/auth/channel', transport: 'ajax', paramsProvider },
    userAuthentication: { endpoint: '/auth/user', transport: 'ajax', paramsProvider },
  });
}
