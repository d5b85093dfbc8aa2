import { z } from 'zod';
import { section, setting } from '../setting/setting.js';
import {
  limit,
  limitOf,
  milliseconds,
  seconds,
  UNLIMITED,
  wholeNumberFrom,
  words,
} from '../setting/values.js';
import {
  apnsSection,
  fcmSection,
  hmsSection,
  webPushSection,
  wnsSection,
} from './providers/provider-sections.js';
import { ignoredPushSettings, ignoredQuotaSettings, ignoredRetrySettings } from './sockudo-settings.js';

function enabled(provider: string, name: string) {
  return setting(z.boolean().optional(), {
    description: `Sends over ${provider}. Off: never, whatever credentials there are.`,
    defaultText: 'on where there is a credential',
    env: [`PUSH_${name}_ENABLED`],
  });
}

const retrySection = section(
  z
    .strictObject({
      maxAttempts: setting(wholeNumberFrom(1).max(100).default(5), {
        description: 'Attempts in all.',
        env: ['PUSH_RETRY_MAX_ATTEMPTS'],
      }),
      initialBackoffMs: setting(milliseconds(1).default(1000), {
        description: 'Wait before the second attempt; it doubles from then on.',
        unit: 'milliseconds',
        env: ['PUSH_RETRY_INITIAL_BACKOFF_MS'],
      }),
      maxBackoffMs: setting(milliseconds(1).default(60_000), {
        description: 'Longest wait.',
        unit: 'milliseconds',
        env: ['PUSH_RETRY_MAX_BACKOFF_MS'],
      }),
      maxElapsedSecs: setting(seconds().default(86_400), {
        description: 'Time after the first attempt in which another one may begin.',
        unit: 'seconds',
        env: ['PUSH_RETRY_MAX_ELAPSED_SECS'],
      }),
      jitter: setting(z.boolean().default(true), {
        description: 'Makes waits differ from each other.',
        env: ['PUSH_RETRY_JITTER'],
      }),
      jitterRatioPercent: setting(z.number().min(0).max(100).default(20), {
        description: 'By how much they differ, in both directions.',
        unit: 'percent',
        env: ['PUSH_RETRY_JITTER_RATIO_PERCENT'],
      }),
      ...ignoredRetrySettings,
    })
    .prefault({}),
  {
    description:
      'What happens when an attempt fails for a reason that may pass. A `Retry-After` is always obeyed, and nothing is sent after the end of a publish.',
  },
);

const quotasSection = section(
  z
    .strictObject({
      acceptanceRps: setting(limitOf(100), {
        description: 'Publishes that an app may make in a second, on all nodes together.',
        allowed: UNLIMITED,
        env: ['PUSH_ACCEPTANCE_RATE_LIMIT', 'PUSH_DEFAULT_ACCEPTANCE_RPS'],
      }),
      deliveryQuotaDaily: setting(limit(), {
        description: 'Deliveries of an app in a day (UTC).',
        allowed: UNLIMITED,
        env: ['PUSH_DELIVERY_QUOTA_DAILY', 'PUSH_DEFAULT_DELIVERY_QUOTA_DAILY'],
      }),
      fanoutMax: setting(limit(), {
        description: 'Deliveries of one publish.',
        allowed: UNLIMITED,
        env: ['PUSH_FANOUT_MAX', 'PUSH_DEFAULT_FANOUT_MAX'],
      }),
      ...ignoredQuotaSettings,
    })
    .prefault({}),
  { description: 'What each app may do.' },
);

const backpressureSettings = {
  backpressure: setting(z.boolean().default(false), {
    description: 'Refuses every publish with 429, so that what is under way can come to its end.',
    env: ['PUSH_BACKPRESSURE'],
  }),
  publishLogMaxLag: setting(limitOf(100_000), {
    description: 'Publishes that may wait for their plan; with more, publishes are refused with 429.',
    allowed: UNLIMITED,
    env: ['PUSH_PUBLISH_LOG_MAX_LAG'],
  }),
  criticalQueueMaxLag: setting(limitOf(100_000), {
    description: 'Batches that may wait for one provider; with more, publishes are refused with 429.',
    allowed: UNLIMITED,
    env: ['PUSH_CRITICAL_QUEUE_MAX_LAG'],
  }),
  backpressureLagThresholdSecs: setting(limitOf(60), {
    description: 'Age of the oldest job that waits, from which publishes are refused with 429.',
    unit: 'seconds',
    allowed: UNLIMITED,
    env: ['PUSH_BACKPRESSURE_LAG_THRESHOLD_SECS'],
  }),
  backpressureRetryAfterSeconds: setting(wholeNumberFrom(1).max(3600).default(5), {
    description: '`Retry-After` of those answers.',
    unit: 'seconds',
    env: ['PUSH_BACKPRESSURE_RETRY_AFTER_SECONDS'],
  }),
};

const repairSettings = {
  repairIntervalSecs: setting(seconds().positive().default(30), {
    description: 'Time between two looks for publishes that came to a stop.',
    unit: 'seconds',
    env: ['PUSH_REPAIR_INTERVAL_SECS'],
  }),
  repairMinAgeSecs: setting(seconds().positive().default(30), {
    description: 'Time without a sign of life, after which the jobs of a publish are added again.',
    unit: 'seconds',
    env: ['PUSH_REPAIR_MIN_AGE_SECS'],
  }),
  repairBatchSize: setting(wholeNumberFrom(1).max(1000).default(100), {
    description: 'Publishes that one look takes up.',
    env: ['PUSH_REPAIR_BATCH_SIZE'],
  }),
};

export const pushSection = section(
  z
    .strictObject({
      fcmEnabled: enabled('Firebase Cloud Messaging', 'FCM'),
      apnsEnabled: enabled('Apple Push Notification service', 'APNS'),
      webpushEnabled: enabled('Web Push', 'WEBPUSH'),
      hmsEnabled: enabled('Huawei Push Kit', 'HMS'),
      wnsEnabled: enabled('Windows Push Notification Services', 'WNS'),
      credentialEncryptionKey: setting(words().default([]), {
        description:
          'Secret that credentials of apps are sealed with before they are stored; without it they are refused. Of several the first one seals, and all of them open, so that it can be changed.',
        allowed: 'a text, or several (a list, or separated by commas)',
        env: ['PUSH_CREDENTIAL_ENCRYPTION_KEY'],
      }),
      allowPrivateTargets: setting(z.boolean().default(false), {
        description:
          'Sends to private and local addresses too (10.0.0.0/8, 127.0.0.1 and the like). For development.',
        env: ['PUSH_ALLOW_PRIVATE_TARGETS', 'PUSH_ALLOW_LOCAL_WEB_PUSH_ENDPOINTS'],
        aliases: ['allowLocalWebPushEndpoints'],
      }),
      publishStatusTtlDays: setting(z.number().positive().max(366).default(30), {
        description: 'How long the status of a publish is kept.',
        unit: 'days',
        env: ['PUSH_PUBLISH_STATUS_TTL_DAYS'],
      }),
      failureThreshold: setting(wholeNumberFrom(1).default(3), {
        description: "Failures in a row that are the device's, after which it is sent nothing more.",
        env: ['PUSH_FAILURE_THRESHOLD'],
      }),
      dispatchMaxOutboundRequests: setting(wholeNumberFrom(1).default(32), {
        description: 'Requests that one worker makes to one provider at once.',
        env: ['PUSH_DISPATCH_MAX_OUTBOUND_REQUESTS'],
      }),
      ...backpressureSettings,
      ...repairSettings,
      retry: retrySection,
      defaultQuotas: quotasSection,
      fcm: fcmSection,
      apns: apnsSection,
      webpush: webPushSection,
      hms: hmsSection,
      wns: wnsSection,
      ...ignoredPushSettings,
    })
    .prefault({}),
  {
    description:
      'Push notifications. The credentials here are for every app that has stored none of its own. Pushes, devices and credentials are kept where `queue.driver` says.',
  },
);

export type PushSettings = z.output<typeof pushSection>;
