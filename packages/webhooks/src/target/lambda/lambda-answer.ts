import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { isRecord } from '@shoal/protocol';
import { RefusedTargetError } from '../address/refused-target-error.js';
import { DeadlineError } from '../deadline.js';
import { errorCode, failedAnswer } from '../failed-answer.js';
import { parseRetryAfter } from '../http/retry-after.js';
import type { Answer } from '../sender.js';

/** What Lambda has said. A function that ended with an error did not take the webhook, although the status is 200. */
export function lambdaAnswer({ StatusCode = 200, FunctionError }: InvokeCommandOutput): Answer {
  if (FunctionError !== undefined) return failed('The function ended with an error: see its log.');
  return { kind: 'answered', status: StatusCode };
}

/**
 * What an invocation that threw has come to. Lambda's own refusals (429, 404, 5xx) are answers like those of an HTTP
 * endpoint, apart from 403, which is about our credentials.
 */
export function failedInvocation(error: unknown): Answer {
  const name = error instanceof Error && /^\w{1,64}$/.test(error.name) ? error.name : 'unknown error';
  const status = statusOf(error);
  if (status === 403)
    return failed(`AWS does not let us invoke the function (${name}): check its credentials.`);
  if (status !== undefined && status >= 300) return { kind: 'answered', status, ...retryAfterOf(error) };
  if (isOfConnection(error)) return failedAnswer(error);
  return failed(`The function was not invoked (${name}): check its region and credentials.`);
}

function failed(message: string): Answer {
  return { kind: 'failed', reason: 'lambda', message };
}

function isOfConnection(error: unknown): boolean {
  const isOurs = error instanceof DeadlineError || error instanceof RefusedTargetError;
  return isOurs || errorCode(error) !== 'unknown';
}

/** Whatever the SDK throws after an answer has it, although its types promise that of its own exceptions only. */
function statusOf(error: unknown): number | undefined {
  if (!isRecord(error) || !isRecord(error.$metadata)) return undefined;
  const { httpStatusCode } = error.$metadata;
  return typeof httpStatusCode === 'number' ? httpStatusCode : undefined;
}

function retryAfterOf(error: unknown): { retryAfter?: number } {
  const seconds = isRecord(error) ? error.retryAfterSeconds : undefined;
  const retryAfter = typeof seconds === 'string' ? parseRetryAfter(seconds) : undefined;
  return retryAfter === undefined ? {} : { retryAfter };
}
