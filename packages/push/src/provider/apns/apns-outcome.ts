import type { OutboundAnswer } from '@shoal/outbound';
import { z } from 'zod';
import type { FailureClass, ProviderOutcome } from '../provider-outcome.js';
import { parseJson, retryable, wordOf } from '../sending/provider-answer.js';

const reasonSchema = z.object({ reason: z.string() });
const wrongTopic = new Set([
  'BadTopic',
  'DeviceTokenNotForTopic',
  'TopicDisallowed',
  'BadCertificateEnvironment',
]);
/** The credential is good, only its token is not, at this moment. */
const passingTokenTrouble = new Set(['ExpiredProviderToken', 'TooManyProviderTokenUpdates']);

/** What APNs' answer means (Apple, "Handling notification responses from APNs"). */
export function apnsOutcome(answer: OutboundAnswer): ProviderOutcome {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) {
    const id = headers['apns-id'];
    return { kind: 'accepted', ...(typeof id === 'string' && { messageId: id }) };
  }
  const reason = reasonOf(answer) ?? '';
  const refusal = { failureClass: classify(status, reason), reason: wordOf(reason, status) };
  if (passingTokenTrouble.has(reason)) return retryable(refusal, headers, 'credential');
  switch (refusal.failureClass) {
    case 'provider_quota':
      // TooManyRequests: "made consecutively to the same device token".
      return retryable(refusal, headers, 'device');
    case 'provider_transient':
      return retryable(refusal, headers, 'credential');
    default:
      return { kind: 'rejected', ...refusal };
  }
}

/** Whether a newer provider token helps. */
export function isTokenExpired(answer: OutboundAnswer): boolean {
  return answer.status === 403 && reasonOf(answer) === 'ExpiredProviderToken';
}

function classify(status: number, reason: string): FailureClass {
  if (passingTokenTrouble.has(reason) || status === 403) return 'credential_auth';
  if (status === 410 || (status === 400 && reason === 'BadDeviceToken')) return 'device_terminal';
  if (status === 400) return wrongTopic.has(reason) ? 'credential_auth' : 'caller_payload';
  if (status === 429) return 'provider_quota';
  return status === 500 || status === 503 ? 'provider_transient' : 'unknown';
}

function reasonOf({ body }: OutboundAnswer): string | undefined {
  return reasonSchema.safeParse(parseJson(body)).data?.reason;
}
