import { z } from 'zod';
import { section, setting } from '../setting/setting.js';
import { limit, milliseconds, seconds, UNLIMITED, wholeNumberFrom } from '../setting/values.js';

const batchingSection = section(
  z
    .strictObject({
      enabled: setting(z.boolean().default(true), {
        description: 'Sends several events of an app in one request.',
        env: ['WEBHOOKS_BATCHING_ENABLED', 'WEBHOOK_BATCHING_ENABLED', 'SOKETI_WEBHOOKS_BATCHING'],
      }),
      duration: setting(milliseconds(0).default(50), {
        description:
          'Time in which events that no other event waits for (client events, for one) are gathered.',
        unit: 'milliseconds',
        env: ['WEBHOOKS_BATCHING_DURATION', 'WEBHOOK_BATCHING_DURATION', 'SOKETI_WEBHOOKS_BATCHING_DURATION'],
      }),
      size: setting(wholeNumberFrom(1).max(100).default(100), {
        description: 'Most events in one request.',
        env: ['WEBHOOKS_BATCHING_SIZE', 'WEBHOOK_BATCHING_SIZE'],
      }),
    })
    .prefault({}),
  { description: 'How many events one request holds.' },
);

const retrySection = section(
  z
    .strictObject({
      enabled: setting(z.boolean().default(true), {
        description: 'Sends again what was not accepted: after 5xx, 408, 409, 425, 429, or no answer.',
        env: ['WEBHOOKS_RETRY_ENABLED'],
      }),
      maxAttempts: setting(limit(), {
        description: 'Attempts in all.',
        allowed: UNLIMITED,
        env: ['WEBHOOKS_RETRY_MAX_ATTEMPTS'],
      }),
      maxElapsedTimeMs: setting(milliseconds(0).default(300_000), {
        description: 'Time after the first attempt in which another one may begin.',
        unit: 'milliseconds',
        env: ['WEBHOOKS_RETRY_MAX_ELAPSED_TIME_MS'],
      }),
      initialBackoffMs: setting(milliseconds(1).default(1000), {
        description: 'Wait before the second attempt; it doubles from then on.',
        unit: 'milliseconds',
        env: ['WEBHOOKS_RETRY_INITIAL_BACKOFF_MS'],
      }),
      maxBackoffMs: setting(milliseconds(1).default(60_000), {
        description: 'Longest wait.',
        unit: 'milliseconds',
        env: ['WEBHOOKS_RETRY_MAX_BACKOFF_MS'],
      }),
    })
    .prefault({}),
  { description: 'What happens when an attempt fails.' },
);

export const webhooksSection = section(
  z
    .strictObject({
      grace: setting(seconds().default(3), {
        description: 'Time in which a channel or member that left may return without a webhook.',
        unit: 'seconds',
        env: ['WEBHOOKS_GRACE'],
      }),
      batching: batchingSection,
      retry: retrySection,
      requestTimeoutMs: setting(milliseconds(1).default(10_000), {
        description: 'Time that one request may take.',
        unit: 'milliseconds',
        env: ['WEBHOOKS_REQUEST_TIMEOUT_MS'],
        aliases: ['timeoutMs'],
      }),
      concurrency: setting(wholeNumberFrom(1).default(20), {
        description: 'Requests that one worker makes to one endpoint at once.',
        env: ['WEBHOOKS_CONCURRENCY'],
      }),
      allowPrivateTargets: setting(z.boolean().default(false), {
        description: 'Posts to private and local addresses too (10.0.0.0/8, 127.0.0.1 and the like).',
        env: ['WEBHOOKS_ALLOW_PRIVATE_TARGETS'],
      }),
      maxDeadLetters: setting(wholeNumberFrom(0).default(10_000), {
        description:
          'Requests that were given up and are kept for a replay, for each app. The oldest go first.',
        env: ['WEBHOOKS_MAX_DEAD_LETTERS'],
      }),
      bufferLimitMb: setting(z.number().positive().default(16), {
        description:
          'Most memory for events on their way into the queue, on this node. What is beyond it is dropped.',
        unit: 'MB (1024 * 1024 bytes)',
        env: ['WEBHOOKS_BUFFER_LIMIT_MB'],
      }),
    })
    .prefault({}),
  {
    description:
      "How webhooks are delivered. Where they go is said in each app's `webhooks`, whose own values come before these.",
  },
);

export type WebhooksSettings = z.output<typeof webhooksSection>;
