import { z } from 'zod';
import { section, setting } from '../../setting/setting.js';
import { limit, text, UNLIMITED } from '../../setting/values.js';
import {
  ignoredApnsSettings,
  ignoredFcmSettings,
  ignoredHmsSettings,
  ignoredWnsSettings,
} from '../sockudo-settings.js';
import { PROVIDER_URL_ALLOWED, providerUrl } from './provider-url.js';
import { SERVICE_ACCOUNT_ALLOWED, serviceAccount } from './service-account.js';
import { APNS_KEY_ALLOWED, apnsPrivateKey, VAPID_KEY_ALLOWED, vapidPrivateKey } from './signing-key.js';

/** Sockudo takes the names of providers with and without `PUSH_`. */
const named = (...names: readonly string[]) => names.flatMap((name) => [`PUSH_${name}`, name]);

function endpoint(url: string, name: string) {
  return setting(providerUrl().default(url), {
    description: 'Where the provider is reached.',
    allowed: PROVIDER_URL_ALLOWED,
    env: named(name),
  });
}

function tokenUri(url: string, name: string) {
  return setting(providerUrl().default(url), {
    description: 'Where access tokens come from.',
    allowed: PROVIDER_URL_ALLOWED,
    env: named(name),
  });
}

/** What an app may send over a provider. */
function quotas(provider: 'FCM' | 'APNS' | 'WEBPUSH' | 'HMS' | 'WNS') {
  return {
    ceiling: setting(limit(), {
      description: 'Most deliveries of one publish over this provider.',
      allowed: UNLIMITED,
      env: [`PUSH_PROVIDER_${provider}_CEILING`],
    }),
    dailyQuota: setting(limit(), {
      description: 'Deliveries of an app over this provider in a day (UTC).',
      allowed: UNLIMITED,
      env: [`PUSH_PROVIDER_${provider}_DAILY_QUOTA`],
    }),
  };
}

export const fcmSection = section(
  z
    .strictObject({
      serviceAccountJson: setting(serviceAccount().optional(), {
        description: 'Service account of the Firebase project.',
        allowed: SERVICE_ACCOUNT_ALLOWED,
        env: named('FCM_SERVICE_ACCOUNT_JSON'),
      }),
      serviceAccountJsonPath: setting(text().optional(), {
        description: 'File with that JSON, read at the start.',
        env: [...named('FCM_SERVICE_ACCOUNT_JSON_PATH'), 'GOOGLE_APPLICATION_CREDENTIALS'],
      }),
      projectId: setting(text().optional(), {
        description: 'Firebase project to send for.',
        defaultText: "the service account's",
        env: named('FCM_PROJECT_ID'),
      }),
      endpoint: endpoint('https://fcm.googleapis.com', 'FCM_ENDPOINT'),
      ...quotas('FCM'),
      ...ignoredFcmSettings,
    })
    .prefault({}),
  { description: 'Firebase Cloud Messaging.' },
);

export const apnsSection = section(
  z
    .strictObject({
      teamId: setting(text().optional(), { description: 'Id of the team.', env: named('APNS_TEAM_ID') }),
      keyId: setting(text().optional(), {
        description: 'Id of the token key.',
        env: named('APNS_KEY_ID'),
      }),
      privateKey: setting(apnsPrivateKey().optional(), {
        description: 'The token key.',
        allowed: APNS_KEY_ALLOWED,
        env: named('APNS_PRIVATE_KEY'),
      }),
      privateKeyPath: setting(text().optional(), {
        description: 'The .p8 file, read at the start.',
        env: named('APNS_PRIVATE_KEY_PATH'),
      }),
      topic: setting(
        z
          .string()
          .regex(/^[\w.-]{1,255}$/)
          .optional(),
        {
          description: 'Bundle id of the application, where a credential or a publish does not say it.',
          allowed: '1 to 255 letters, digits, `.`, `_` and `-`',
          env: named('APNS_TOPIC'),
        },
      ),
      endpoint: endpoint('https://api.push.apple.com', 'APNS_ENDPOINT'),
      ...quotas('APNS'),
      ...ignoredApnsSettings,
    })
    .prefault({}),
  { description: 'Apple Push Notification service.' },
);

/** VAPID's names, which the web knows without a prefix, and Sockudo's longer ones. */
const vapid = (name: string) => [`PUSH_WEBPUSH_VAPID_${name}`, `VAPID_${name}`];

/** Exact host names, or `.example.com` for that host and all below it. */
const hosts = () =>
  z
    .array(
      z
        .string()
        .regex(/^\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i)
        .transform((host) => host.toLowerCase()),
    )
    .default([]);

const HOSTS_ALLOWED = 'host names; `.example.com` is that host and all below it';

export const webPushSection = section(
  z
    .strictObject({
      vapidPrivateKey: setting(vapidPrivateKey().optional(), {
        description: 'Private key of VAPID.',
        allowed: VAPID_KEY_ALLOWED,
        env: vapid('PRIVATE_KEY'),
      }),
      vapidPublicKey: setting(text().optional(), {
        description: 'Public key of VAPID. It need not be given; a wrong one is refused.',
        defaultText: 'worked out from the private one',
        env: vapid('PUBLIC_KEY'),
      }),
      vapidContact: setting(
        z
          .string()
          .regex(/^(mailto:|https:\/\/)\S+$|^[^\s:@]+@[^\s@]+$/)
          .transform((contact) => (/^(mailto|https):/.test(contact) ? contact : `mailto:${contact}`))
          .optional(),
        {
          description: 'Whom a push service may write to (RFC 8292, 2.1).',
          allowed: 'a `mailto:` or `https:` URL, or an address of e-mail',
          env: vapid('CONTACT'),
        },
      ),
      allowedHosts: setting(hosts(), {
        description: 'Push services that browsers may be registered with. None = all that are public.',
        allowed: HOSTS_ALLOWED,
        env: ['PUSH_WEBPUSH_ALLOWED_HOSTS'],
      }),
      deniedHosts: setting(hosts(), {
        description: 'Push services that are refused, before `allowed_hosts` is looked at.',
        allowed: HOSTS_ALLOWED,
        env: ['PUSH_WEBPUSH_DENIED_HOSTS'],
      }),
      ...quotas('WEBPUSH'),
    })
    .prefault({}),
  { description: 'Web Push of browsers.' },
);

export const hmsSection = section(
  z
    .strictObject({
      appId: setting(text().optional(), {
        description: "Id of the application in Huawei's console.",
        env: named('HMS_APP_ID'),
      }),
      clientSecret: setting(text().optional(), {
        description: 'Its client secret.',
        env: named('HMS_CLIENT_SECRET'),
      }),
      endpoint: endpoint('https://push-api.cloud.huawei.com', 'HMS_ENDPOINT'),
      tokenUri: tokenUri('https://oauth-login.cloud.huawei.com/oauth2/v3/token', 'HMS_TOKEN_URI'),
      ...quotas('HMS'),
      ...ignoredHmsSettings,
    })
    .prefault({}),
  { description: 'Huawei Push Kit.' },
);

export const wnsSection = section(
  z
    .strictObject({
      packageSid: setting(text().optional(), {
        description: 'Package SID of the application.',
        env: named('WNS_PACKAGE_SID'),
      }),
      clientSecret: setting(text().optional(), {
        description: 'Its client secret.',
        env: named('WNS_CLIENT_SECRET'),
      }),
      tokenUri: tokenUri('https://login.live.com/accesstoken.srf', 'WNS_TOKEN_URI'),
      ...quotas('WNS'),
      ...ignoredWnsSettings,
    })
    .prefault({}),
  { description: 'Windows Push Notification Services.' },
);
