import type { CredentialSettings } from '../configure/create-credentials.js';

/** Everything as it is when nothing is said. */
export function sampleSettings(
  providers: { readonly [Kind in keyof CredentialSettings['providers']]?: object } = {},
): CredentialSettings {
  const isEnabled = undefined;
  return {
    allowPrivateTargets: false,
    credentialEncryptionKeys: ['one'],
    providers: {
      fcm: { isEnabled, endpoint: 'https://fcm.googleapis.com', ...providers.fcm },
      apns: { isEnabled, endpoint: 'https://api.push.apple.com', ...providers.apns },
      webPush: { isEnabled, allowedHosts: [], deniedHosts: [], ...providers.webPush },
      hms: {
        isEnabled,
        endpoint: 'https://push-api.cloud.huawei.com',
        tokenUri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/token',
        ...providers.hms,
      },
      wns: { isEnabled, tokenUri: 'https://login.live.com/accesstoken.srf', ...providers.wns },
    },
  };
}
