import { RefusedTargetError } from './address/refused-target-error.js';
import { DeadlineError } from './deadline.js';
import type { Answer } from './sender.js';

const timeouts = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);
const unsendable = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);

const explanations = new Map([
  ['ECONNREFUSED', 'nobody listens there'],
  ['ECONNRESET', 'the connection was cut'],
  ['ENOTFOUND', 'its name has no address'],
  ['EAI_AGAIN', 'the name server does not answer'],
  ['UND_ERR_SOCKET', 'the connection was closed before the answer'],
  ['UND_ERR_DESTROYED', 'we are shutting down'],
]);

/**
 * What a request that threw has come to. Only our own words and the code of an error get in: the texts of Node's
 * errors name addresses, and those of a server are whatever it likes.
 */
export function failedAnswer(error: unknown): Answer {
  const failed = (reason: 'timeout' | 'network' | 'refused_target', message: string): Answer => ({
    kind: 'failed',
    reason,
    message,
  });
  if (error instanceof DeadlineError) return failed('timeout', error.message);
  if (error instanceof RefusedTargetError) return failed('refused_target', error.message);
  const code = errorCode(error);
  if (timeouts.has(code)) return failed('timeout', `The connection was not made in time (${code}).`);
  if (unsendable.has(code)) return failed('refused_target', 'A header of the endpoint cannot be sent.');
  const explanation = explanations.get(code) ?? 'the request failed';
  return failed('network', `No answer: ${explanation} (${code}).`);
}

/** @returns `ECONNREFUSED` and the like; `unknown` for anything that is not a plain code */
export function errorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'unknown';
}
