import { z } from 'zod';
import { idSchema } from '../admission/parse-target.js';
import { parseBody } from '../bad-request.js';
import { camelKeys } from '../camel-keys.js';
import { type DeliveryReport, REPORTED_OUTCOMES } from '../model/delivery-report.js';
import { PROVIDERS } from '../model/provider.js';

/** A word: whatever has spaces may be somebody's text, or a token. */
const word = z.string().regex(/^[\w.-]{1,64}$/);

const resultSchema = z.object({
  publishId: z.string().optional(),
  provider: z.enum(PROVIDERS),
  outcome: z.enum(REPORTED_OUTCOMES),
  deviceId: idSchema.optional(),
  providerMessageId: z
    .string()
    .regex(/^[\x21-\x7e]{1,256}$/, 'must be of 1 to 256 printable ASCII characters')
    .optional(),
  // Nobody is refused for his way to say what went wrong.
  error: z
    .preprocess(camelKeys, z.object({ reason: word.optional().catch(undefined) }))
    .optional()
    .catch(undefined),
});

/** What others send beside it (`appId`, `eventId`, `result.attempt`, …) may be there, and says nothing. */
const eventSchema = z.object({
  publishId: z.string().optional(),
  occurredAtMs: z.int('must be milliseconds since 1970').min(0).optional(),
  result: z.preprocess(camelKeys, resultSchema),
});

export interface ParsedReport {
  readonly publishId: string;
  readonly report: DeliveryReport;
}

/** @param now milliseconds since 1970: nothing happened later @throws PusherError `bad_request` */
export function parseReport(body: unknown, now: number): ParsedReport {
  const { occurredAtMs = now, result, ...event } = parseBody(eventSchema, camelKeys(body), 'delivery status');
  const { publishId = event.publishId, provider, outcome, deviceId, providerMessageId, error } = result;
  const name = z.string('is needed, in the report or in its result').min(1).max(128);
  return {
    publishId: parseBody(name, publishId, 'delivery status: publishId'),
    report: {
      ...{ provider, outcome, occurredAtMs: Math.min(occurredAtMs, now) },
      ...(deviceId !== undefined && { deviceId }),
      ...(providerMessageId !== undefined && { providerMessageId }),
      ...(error?.reason !== undefined && { reason: error.reason }),
    },
  };
}
