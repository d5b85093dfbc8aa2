import type { Answer } from '../../target/sender.js';
import type { StatusClass, WebhookFailure } from '../../webhook-observer.js';

/** What an answer means. */
export type Verdict =
  | { readonly kind: 'sent' }
  | {
      readonly kind: 'failed';
      readonly reason: WebhookFailure;
      /** Trying again would not help. */
      readonly isFinal: boolean;
      /** The endpoint did not answer, or that it cannot: enough of those, and it is left alone for a while. */
      readonly isSick: boolean;
      /** Milliseconds that the endpoint wants to be left alone. */
      readonly retryAfter?: number;
      /** For the dead letter. Without a part of URL, header or body. */
      readonly text: string;
    };

/** Request Timeout, Conflict, Too Early, Too Many Requests (RFC 9110, RFC 8470, RFC 6585): later may be better. */
const TEMPORARY = new Set([408, 409, 425, 429]);

export function judge(answer: Answer): Verdict {
  if (answer.kind === 'failed') {
    const { reason, message } = answer;
    // An address that may not be called says nothing of the endpoint's health, and stays what it is.
    const isRefused = reason === 'refused_target';
    return { kind: 'failed', reason, isFinal: isRefused, isSick: !isRefused, text: message };
  }
  const { status, retryAfter } = answer;
  const statusClass = statusClassOf(answer);
  if (statusClass === '2xx') return { kind: 'sent' };
  const isFinal = statusClass !== '5xx' && !TEMPORARY.has(status);
  return {
    kind: 'failed',
    reason: failureOf(statusClass),
    isFinal,
    isSick: statusClass === '5xx',
    ...(!isFinal && retryAfter !== undefined && { retryAfter }),
    text: `answered ${status}`,
  };
}

/** Whatever is no status of HTTP counts as a fault of the endpoint. */
export function statusClassOf(answer: Answer): StatusClass {
  if (answer.kind === 'failed') return 'none';
  const { status } = answer;
  if (status >= 200 && status < 300) return '2xx';
  if (status >= 300 && status < 400) return '3xx';
  return status >= 400 && status < 500 ? '4xx' : '5xx';
}

function failureOf(statusClass: StatusClass): WebhookFailure {
  if (statusClass === '3xx') return 'status_3xx';
  return statusClass === '4xx' ? 'status_4xx' : 'status_5xx';
}
