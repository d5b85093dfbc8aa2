import { type OutboundAnswer, parseRetryAfter } from '@shoal/outbound';
import type { ProviderRefusal } from '../provider-outcome.js';

/** Bytes of an answer's body that are read: more than any provider says. */
export const answerBytes = 16 * 1024;

/**
 * A provider's own word for what is wrong. Anything that is no plain word might be a token or somebody's text, and
 * gives way to the status.
 */
export function wordOf(word: unknown, status: number): string {
  return typeof word === 'string' && /^[\w.-]{1,64}$/.test(word) ? word : `HTTP ${status}`;
}

/** A refusal that passes, with what the answer says about when to come again. */
export function retryable(
  refusal: Omit<ProviderRefusal, 'kind' | 'retryAfter'>,
  headers: OutboundAnswer['headers'],
  of: 'device' | 'credential',
): ProviderRefusal {
  const milliseconds = parseRetryAfter(headers['retry-after']);
  return {
    kind: 'retryable',
    ...refusal,
    ...(milliseconds !== undefined && { retryAfter: { milliseconds, of } }),
  };
}

/** @returns undefined for text that is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An answer may be a page of a proxy: then its status says all.
    return undefined;
  }
}
