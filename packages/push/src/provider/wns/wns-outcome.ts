import type { OutboundAnswer } from '@shoal/outbound';
import type { FailureClass, ProviderOutcome } from '../provider-outcome.js';
import { retryable, wordOf } from '../sending/provider-answer.js';

const RETRYABLE: ReadonlySet<FailureClass> = new Set(['provider_quota', 'provider_transient']);

/** What an answer means ("Push notification service request and response headers", response codes and `X-WNS-Status`). */
export function wnsOutcome(answer: OutboundAnswer): ProviderOutcome {
  const { status } = answer;
  if (status < 200 || status > 202) return refused(answer, classOf(status), wordOf(undefined, status));
  switch (header(answer, 'x-wns-status')?.toLowerCase()) {
    case 'dropped':
      // The user has turned notifications off, or the like: the channel is alive.
      return refused(answer, 'device_transient', 'dropped');
    case 'channelthrottled':
      return refused(answer, 'provider_quota', 'channelthrottled');
    default: {
      const messageId = header(answer, 'x-wns-msg-id');
      return { kind: 'accepted', ...(messageId !== undefined && { messageId: messageId.slice(0, 256) }) };
    }
  }
}

function classOf(status: number): FailureClass {
  switch (status) {
    case 404:
    case 410:
      return 'device_terminal';
    case 401:
    case 403:
      return 'credential_auth';
    case 400:
    case 413:
      return 'caller_payload';
    // 406: the app sends more than it may.
    case 406:
    case 429:
      return 'provider_quota';
    default:
      return status >= 500 ? 'provider_transient' : 'unknown';
  }
}

function refused({ headers }: OutboundAnswer, failureClass: FailureClass, reason: string): ProviderOutcome {
  const refusal = { failureClass, reason };
  if (!RETRYABLE.has(failureClass)) return { kind: 'rejected', ...refusal };
  return retryable(refusal, headers, reason === 'channelthrottled' ? 'device' : 'credential');
}

function header({ headers }: OutboundAnswer, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
