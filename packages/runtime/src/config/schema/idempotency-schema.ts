import { z } from 'zod';
import { section, setting } from '../setting/setting.js';
import { seconds, wholeNumberFrom } from '../setting/values.js';

export const idempotencySection = section(
  z
    .strictObject({
      enabled: setting(z.boolean().default(true), {
        description:
          'Makes a publish with an idempotency key once, however often it is sent. Off: keys are ignored.',
        env: ['IDEMPOTENCY_ENABLED'],
      }),
      ttlSeconds: setting(seconds().positive().default(120), {
        description: 'How long a repeat gets the first answer. Later it publishes again.',
        unit: 'seconds',
        env: ['IDEMPOTENCY_TTL_SECONDS'],
      }),
      maxKeyLength: setting(wholeNumberFrom(1).default(128), {
        description: 'Longest key.',
        unit: 'characters',
        env: ['IDEMPOTENCY_MAX_KEY_LENGTH'],
      }),
    })
    .prefault({}),
  {
    description:
      'Publishes with `idempotency_key` in the body (of an event, or of an item of a batch), or with the header `X-Idempotency-Key`.',
  },
);
