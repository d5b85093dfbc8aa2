import type { OutboundAnswer } from '@shoal/outbound';
import { z } from 'zod';
import type { FailureClass, ProviderOutcome } from '../provider-outcome.js';
import { parseJson, retryable, wordOf } from '../sending/provider-answer.js';

const reasonSchema = z.object({ reason: z.string() });

/** What a push service's answer means (RFC 8030, 5). That there were too many is taken to be said of the one subscription. */
export function webPushOutcome({ status, headers, body }: OutboundAnswer): ProviderOutcome {
  if (status >= 200 && status <= 202) return { kind: 'accepted' };
  const { data } = reasonSchema.safeParse(parseJson(body));
  const refusal = { failureClass: classify(status), reason: wordOf(data?.reason, status) };
  switch (refusal.failureClass) {
    case 'provider_quota':
      return retryable(refusal, headers, 'device');
    case 'provider_transient':
      return retryable(refusal, headers, 'credential');
    default:
      return { kind: 'rejected', ...refusal };
  }
}

function classify(status: number): FailureClass {
  if (status >= 500) return 'provider_transient';
  switch (status) {
    case 404:
    case 410:
      return 'device_terminal';
    case 401:
    case 403:
      return 'credential_auth';
    case 413:
      return 'caller_payload';
    case 429:
      return 'provider_quota';
    default:
      return 'unknown';
  }
}
