import { z } from 'zod';
import { ignored } from '../setting/setting.js';

const WHERE_THE_QUEUE_IS = 'pushes, devices and credentials are kept where `queue.driver` says';
const MORE_WORKERS = 'to do more at once, start more push workers';
const IN_PAGES = 'every audience is planned in pages, whatever its size';
const OWN_PLACE = 'credentials stand in their own settings, or are stored over the API';
const NO_CLEANUP = 'what is too old expires by itself';
const NO_ANALYTICS = 'there are metrics, and the status of each publish';

const TOKENS_ARE_FETCHED = 'access tokens are fetched with the credential, and renewed';
const APPS_HAVE_THEIR_OWN = "an app's own credentials are used for it, and these for all others";
const NO_LIVE_ACTIVITIES = 'this release sends no Live Activities and no broadcasts';
const OWN_CONNECTIONS = 'connections are kept and given up as the provider needs it';

/** A setting of Sockudo and its names in the environment. Whatever its value is, it stops no start. */
const nothing = (because: string, ...env: readonly string[]) => ignored(z.unknown(), because, env);

/** Settings of Sockudo's `[push]` that have nothing to act on here. */
export const ignoredPushSettings = {
  storageDriver: nothing(WHERE_THE_QUEUE_IS, 'PUSH_STORAGE_DRIVER'),
  queueDriver: nothing(WHERE_THE_QUEUE_IS, 'PUSH_QUEUE_DRIVER'),
  allowMemoryDrivers: nothing(WHERE_THE_QUEUE_IS, 'PUSH_ALLOW_MEMORY_DRIVERS'),
  acceptWorkerCount: nothing(MORE_WORKERS),
  plannerWorkerCount: nothing(MORE_WORKERS),
  shardWorkerCount: nothing(MORE_WORKERS),
  dispatchWorkerCount: nothing(MORE_WORKERS),
  feedbackWorkerCount: nothing(MORE_WORKERS),
  retryWorkerCount: nothing(MORE_WORKERS, 'PUSH_RETRY_WORKER_COUNT'),
  queuePartitionCount: nothing('there is one queue for each provider'),
  channelShardCount: nothing(IN_PAGES),
  fanoutFastThreshold: nothing(IN_PAGES, 'PUSH_FANOUT_FAST_THRESHOLD'),
  fanoutShardSize: nothing(IN_PAGES, 'PUSH_FANOUT_SHARD_SIZE'),
  fanoutSyncThreshold: nothing(IN_PAGES, 'PUSH_FANOUT_SYNC_THRESHOLD'),
  schedulerIntervalSecs: nothing('a publish wakes up at its own time', 'PUSH_SCHEDULER_INTERVAL_SECS'),
  staleDeviceMaxAgeDays: nothing(
    'devices go when their provider says that they are gone',
    'PUSH_STALE_DEVICE_MAX_AGE_DAYS',
  ),
  dryRun: nothing('pushes are sent'),
  analyticsEnabled: nothing(NO_ANALYTICS, 'PUSH_ANALYTICS_ENABLED'),
  analyticsRetentionDays: nothing(NO_ANALYTICS),
  cleanupIntervalSecs: nothing(NO_CLEANUP, 'PUSH_CLEANUP_INTERVAL_SECS'),
  cleanupBatchSize: nothing(NO_CLEANUP, 'PUSH_CLEANUP_BATCH_SIZE'),
  cleanupMaxDeletedPerTick: nothing(NO_CLEANUP, 'PUSH_CLEANUP_MAX_DELETED_PER_TICK'),
  circuitBreaker: nothing('a provider that fails is left alone for 5 to 60 s, for each app on its own'),
  payloadRedaction: nothing('payloads are never logged'),
  fcmCredentialRef: nothing(OWN_PLACE),
  apnsCredentialRef: nothing(OWN_PLACE),
  webpushCredentialRef: nothing(OWN_PLACE),
  hmsCredentialRef: nothing(OWN_PLACE),
  wnsCredentialRef: nothing(OWN_PLACE),
  kmsKeyRef: nothing(OWN_PLACE),
  vaultSecretRef: nothing(OWN_PLACE),
};

/** The same in `[push.retry]`. */
export const ignoredRetrySettings = {
  respectRetryAfter: nothing('a `Retry-After` is always obeyed', 'PUSH_RETRY_RESPECT_RETRY_AFTER'),
};

/** The same in `[push.default_quotas]`. */
export const ignoredQuotaSettings = {
  inflightMax: nothing('apps take turns, whatever each has under way', 'PUSH_DEFAULT_INFLIGHT_MAX'),
};

/** The same in `[push.fcm]`, which in Sockudo is only in the environment. */
export const ignoredFcmSettings = {
  appId: nothing(APPS_HAVE_THEIR_OWN, 'PUSH_FCM_APP_ID', 'FCM_APP_ID'),
  credentialId: nothing(APPS_HAVE_THEIR_OWN, 'PUSH_FCM_CREDENTIAL_ID', 'FCM_CREDENTIAL_ID'),
  providerToken: nothing(TOKENS_ARE_FETCHED, 'PUSH_FCM_PROVIDER_TOKEN', 'FCM_PROVIDER_TOKEN'),
};

/** The same in `[push.apns]`. */
export const ignoredApnsSettings = {
  appId: nothing(APPS_HAVE_THEIR_OWN, 'PUSH_APNS_APP_ID', 'APNS_APP_ID'),
  credentialId: nothing(APPS_HAVE_THEIR_OWN, 'PUSH_APNS_CREDENTIAL_ID', 'APNS_CREDENTIAL_ID'),
  providerToken: nothing(TOKENS_ARE_FETCHED, 'PUSH_APNS_PROVIDER_TOKEN', 'APNS_PROVIDER_TOKEN'),
  bundleId: nothing(NO_LIVE_ACTIVITIES),
  liveActivitiesEnabled: nothing(NO_LIVE_ACTIVITIES),
  liveActivityTopic: nothing(NO_LIVE_ACTIVITIES),
  broadcastEnabled: nothing(NO_LIVE_ACTIVITIES),
  broadcastEndpoint: nothing(NO_LIVE_ACTIVITIES),
  managementEndpoint: nothing(NO_LIVE_ACTIVITIES),
  defaultBroadcastExpirationSecs: nothing(NO_LIVE_ACTIVITIES),
  connectTimeoutMs: nothing(OWN_CONNECTIONS),
  requestTimeoutMs: nothing(OWN_CONNECTIONS),
  poolIdleTimeoutSecs: nothing(OWN_CONNECTIONS),
  maxIdleConnectionsPerHost: nothing(OWN_CONNECTIONS),
  tcpKeepaliveSecs: nothing(OWN_CONNECTIONS),
  http2KeepaliveIntervalSecs: nothing(OWN_CONNECTIONS),
  http2KeepaliveTimeoutSecs: nothing(OWN_CONNECTIONS),
};

/** The same in `[push.hms]`. */
export const ignoredHmsSettings = {
  providerToken: nothing(TOKENS_ARE_FETCHED, 'PUSH_HMS_PROVIDER_TOKEN', 'HMS_PROVIDER_TOKEN'),
};

/** The same in `[push.wns]`. */
export const ignoredWnsSettings = {
  providerToken: nothing(TOKENS_ARE_FETCHED, 'PUSH_WNS_PROVIDER_TOKEN', 'WNS_PROVIDER_TOKEN'),
};
