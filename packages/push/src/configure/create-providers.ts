import { TargetGuard } from '@shoal/outbound';
import { ApnsProvider } from '../provider/apns/apns-provider.js';
import { FcmProvider } from '../provider/fcm/fcm-provider.js';
import { HmsProvider } from '../provider/hms/hms-provider.js';
import { EndpointRules } from '../provider/web-push/endpoint-rules.js';
import { WebPushProvider } from '../provider/web-push/web-push-provider.js';
import { WnsProvider } from '../provider/wns/wns-provider.js';
import type { PushProviders } from '../start-push.js';
import { hostPatterns, type ProviderSettings } from './provider-settings.js';

export interface PushProviderSettings extends ProviderSettings {
  /** PEM. Authorities that are trusted in place of Node's own. */
  readonly certificateAuthorities?: string;
}

const CHANNEL_DOMAINS = ['notify.windows.com'];
const LOCAL_HOSTS = ['localhost', '127.0.0.1'];

/** The providers that are not switched off. They open no connection before they send. */
export function createPushProviders(settings: PushProviderSettings): PushProviders {
  const { allowPrivateTargets, certificateAuthorities } = settings;
  const { fcm, apns, webPush, hms, wns } = settings.providers;
  const guard = new TargetGuard({ allowPrivateTargets });
  const trust = certificateAuthorities === undefined ? {} : { certificateAuthorities };
  const { topic } = apns;
  const channels = allowPrivateTargets ? { channelDomains: [...CHANNEL_DOMAINS, ...LOCAL_HOSTS] } : {};
  const rules = new EndpointRules(hostPatterns(webPush));
  return {
    ...(fcm.isEnabled !== false && {
      fcm: new FcmProvider({ guard, endpoint: fcm.endpoint, ...trust }),
    }),
    ...(apns.isEnabled !== false && {
      apns: new ApnsProvider({ endpoint: apns.endpoint, ...(topic !== undefined && { topic }), ...trust }),
    }),
    ...(webPush.isEnabled !== false && { webPush: new WebPushProvider({ guard, rules, ...trust }) }),
    ...(hms.isEnabled !== false && {
      hms: new HmsProvider({ endpoint: hms.endpoint, tokenEndpoint: hms.tokenUri, ...trust }),
    }),
    ...(wns.isEnabled !== false && {
      wns: new WnsProvider({ guard, tokenEndpoint: wns.tokenUri, ...channels, ...trust }),
    }),
  };
}
