import type { PushSettings } from '../push-section.js';
import type { ServiceAccount } from './service-account.js';

/** The server's own credential, for every app that has none of its own. */
export type PushCredentialConfiguration =
  | { readonly provider: 'fcm'; readonly serviceAccount: ServiceAccount }
  | {
      readonly provider: 'apns';
      readonly kind: 'token';
      readonly teamId: string;
      readonly keyId: string;
      /** P-256, PKCS #8 PEM. */
      readonly privateKey: string;
      readonly topic?: string;
    }
  | {
      readonly provider: 'webPush';
      /** Both raw, in base64url. */
      readonly publicKey: string;
      readonly privateKey: string;
      /** `mailto:` or https. */
      readonly contact: string;
    }
  | { readonly provider: 'hms'; readonly hmsAppId: string; readonly clientSecret: string }
  | { readonly provider: 'wns'; readonly packageSid: string; readonly clientSecret: string };

export type PushProviderName = PushCredentialConfiguration['provider'];

/** What is said of one provider. */
export interface PushProviderConfiguration<Name extends PushProviderName = PushProviderName> {
  /** False: never used. Undefined: for the apps that have a credential of their own. */
  readonly isEnabled: boolean | undefined;
  readonly credential?: Extract<PushCredentialConfiguration, { provider: Name }>;
  /** Deliveries of one publish. */
  readonly ceiling?: number;
  /** Deliveries of an app in a day (UTC). */
  readonly dailyQuota?: number;
}

/** Bases of URLs, without a slash at the end. */
interface Endpoint {
  readonly endpoint: string;
}

/** Whole URLs. */
interface TokenUri {
  readonly tokenUri: string;
}

export interface PushProviderConfigurations {
  readonly fcm: PushProviderConfiguration<'fcm'> & Endpoint;
  /** `topic`: for credentials that have none. */
  readonly apns: PushProviderConfiguration<'apns'> & Endpoint & { readonly topic?: string };
  /** `contact`: for credentials that have none. Hosts are in small letters; `.a.example` is that one and all below it. */
  readonly webPush: PushProviderConfiguration<'webPush'> & {
    readonly contact?: string;
    readonly allowedHosts: readonly string[];
    readonly deniedHosts: readonly string[];
  };
  readonly hms: PushProviderConfiguration<'hms'> & Endpoint & TokenUri;
  readonly wns: PushProviderConfiguration<'wns'> & TokenUri;
}

export function resolveProviders(push: PushSettings): PushProviderConfigurations {
  const { apns, fcm, hms, webpush, wns } = push;
  const { topic } = apns;
  const { vapidContact: contact, allowedHosts, deniedHosts } = webpush;
  return {
    fcm: { ...resolveProvider(push.fcmEnabled, fcm, fcmCredential(fcm)), endpoint: fcm.endpoint },
    apns: {
      ...resolveProvider(push.apnsEnabled, apns, apnsCredential(apns)),
      endpoint: apns.endpoint,
      ...(topic === undefined ? {} : { topic }),
    },
    webPush: {
      ...resolveProvider(push.webpushEnabled, webpush, webPushCredential(webpush)),
      ...(contact === undefined ? {} : { contact }),
      allowedHosts,
      deniedHosts,
    },
    hms: {
      ...resolveProvider(push.hmsEnabled, hms, hmsCredential(hms)),
      endpoint: hms.endpoint,
      tokenUri: hms.tokenUri,
    },
    wns: { ...resolveProvider(push.wnsEnabled, wns, wnsCredential(wns)), tokenUri: wns.tokenUri },
  };
}

interface Quotas {
  readonly ceiling?: number | undefined;
  readonly dailyQuota?: number | undefined;
}

function resolveProvider<Credential>(
  enabled: boolean | undefined,
  { ceiling, dailyQuota }: Quotas,
  credential: Credential | undefined,
) {
  return {
    isEnabled: enabled ?? (credential === undefined ? undefined : true),
    ...(credential === undefined ? {} : { credential }),
    ...(ceiling === undefined ? {} : { ceiling }),
    ...(dailyQuota === undefined ? {} : { dailyQuota }),
  };
}

function fcmCredential({ serviceAccountJson, projectId }: PushSettings['fcm']) {
  if (serviceAccountJson === undefined) return undefined;
  const serviceAccount = { ...serviceAccountJson, ...(projectId === undefined ? {} : { projectId }) };
  return { provider: 'fcm' as const, serviceAccount };
}

function apnsCredential({ teamId, keyId, privateKey, topic }: PushSettings['apns']) {
  if (teamId === undefined || keyId === undefined || privateKey === undefined) return undefined;
  const credential = { provider: 'apns' as const, kind: 'token' as const, teamId, keyId, privateKey };
  return topic === undefined ? credential : { ...credential, topic };
}

function webPushCredential({ vapidPrivateKey, vapidContact: contact }: PushSettings['webpush']) {
  if (vapidPrivateKey === undefined || contact === undefined) return undefined;
  return { provider: 'webPush' as const, ...vapidPrivateKey, contact };
}

function hmsCredential({ appId: hmsAppId, clientSecret }: PushSettings['hms']) {
  if (hmsAppId === undefined || clientSecret === undefined) return undefined;
  return { provider: 'hms' as const, hmsAppId, clientSecret };
}

function wnsCredential({ packageSid, clientSecret }: PushSettings['wns']) {
  if (packageSid === undefined || clientSecret === undefined) return undefined;
  return { provider: 'wns' as const, packageSid, clientSecret };
}
