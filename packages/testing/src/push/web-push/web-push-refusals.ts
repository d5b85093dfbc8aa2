import type { Reply } from '../../webhooks/reply.js';

type Refusal = Exclude<Reply, string>;

/** Mozilla's words and numbers (autopush, "Error codes"). */
const errors = {
  400: { errno: 110, error: 'Bad Request', message: 'Invalid crypto keys specified' },
  401: { errno: 109, error: 'Unauthorized', message: 'Request did not validate' },
  403: { errno: 109, error: 'Forbidden', message: 'Request did not validate' },
  404: { errno: 102, error: 'Not Found', message: 'Invalid URL endpoint' },
  410: { errno: 106, error: 'Gone', message: 'Invalid subscription' },
  413: { errno: 104, error: 'Payload Too Large', message: 'Data payload too large' },
  429: { errno: 120, error: 'Too Many Requests', message: 'Too many requests' },
  500: { errno: 999, error: 'Internal Server Error', message: 'Unknown error' },
  503: { errno: 201, error: 'Service Unavailable', message: 'Use exponential back-off for retries' },
} as const;

export type WebPushStatus = keyof typeof errors;

/** The answer of a push service. @param changed of its body */
export function webPushRefusal(
  code: WebPushStatus,
  changed: { readonly errno?: number; readonly message?: string } = {},
): Refusal {
  return {
    status: code,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, ...errors[code], ...changed }),
  };
}
