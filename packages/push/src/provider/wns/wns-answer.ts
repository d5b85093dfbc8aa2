import { type OutboundAnswer, parseRetryAfter } from '@shoal/outbound';
import type { FailureClass, ProviderOutcome, ProviderRefusal } from '../provider-outcome.js';

const RETRYABLE: ReadonlySet<FailureClass> = new Set(['provider_quota', 'provider_transient']);

/** What an answer means ("Push notification service request and response headers", response codes and `X-WNS-Status`). */
export function judgeWnsAnswer(answer: OutboundAnswer): ProviderOutcome {
  const { status } = answer;
  if (status < 200 || status > 202) return refusal(answer, classOf(status), `status_${status}`);
  switch (header(answer, 'x-wns-status')?.toLowerCase()) {
    case 'dropped':
      // The user has turned notifications off, or the like: the channel is alive.
      return refusal(answer, 'device_transient', 'dropped');
    case 'channelthrottled':
      return refusal(answer, 'provider_quota', 'channelthrottled');
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

function refusal(answer: OutboundAnswer, failureClass: FailureClass, reason: string): ProviderRefusal {
  const isRetryable = RETRYABLE.has(failureClass);
  const milliseconds = isRetryable ? parseRetryAfter(answer.headers['retry-after']) : undefined;
  const of = reason === 'channelthrottled' ? 'device' : 'credential';
  return {
    ...{ kind: isRetryable ? 'retryable' : 'rejected', failureClass, reason },
    ...(milliseconds !== undefined && { retryAfter: { milliseconds, of } }),
  };
}

function header({ headers }: OutboundAnswer, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
