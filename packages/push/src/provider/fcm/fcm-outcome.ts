import type { OutboundAnswer } from '@shoal/outbound';
import { z } from 'zod';
import type { FailureClass, ProviderOutcome } from '../provider-outcome.js';
import { parseJson, retryable, wordOf } from '../sending/provider-answer.js';

/** `google.rpc.Status` with the details that FCM adds. */
const errorSchema = z.object({
  error: z.object({
    status: z.string().optional(),
    message: z.string().default(''),
    details: z
      .array(
        z.looseObject({
          errorCode: z.string().optional(),
          fieldViolations: z.array(z.looseObject({ field: z.string().optional() })).optional(),
          violations: z.array(z.looseObject({ subject: z.string().optional() })).optional(),
        }),
      )
      .default([]),
  }),
});
const acceptedSchema = z.object({ name: z.string() });

interface FcmError {
  /** FCM's own code, when it was FCM that refused. */
  readonly errorCode: string | undefined;
  readonly status: string | undefined;
  readonly message: string;
  /** Fields of the request that are wrong. */
  readonly fields: readonly string[];
  /** Whose quota it is. */
  readonly quotaSubjects: readonly string[];
}

/** What FCM's answer to a send request means (FCM, "ErrorCode"). */
export function fcmOutcome({ status, headers, body }: OutboundAnswer): ProviderOutcome {
  if (status >= 200 && status < 300) {
    const { data } = acceptedSchema.safeParse(parseJson(body));
    return { kind: 'accepted', ...(data !== undefined && { messageId: data.name }) };
  }
  const error = readError(body);
  const refusal = {
    failureClass: classify(status, error),
    reason: wordOf(error.errorCode ?? error.status, status),
  };
  switch (refusal.failureClass) {
    case 'provider_quota':
      return retryable(refusal, headers, isOfDevice(error) ? 'device' : 'credential');
    case 'provider_transient':
      return retryable(refusal, headers, 'credential');
    default:
      return { kind: 'rejected', ...refusal };
  }
}

/** Whether another access token may help: FCM itself, which has let us in, never says so with a code of its own. */
export function isTokenRefused({ status, body }: OutboundAnswer): boolean {
  return (status === 401 || status === 403) && readError(body).errorCode === undefined;
}

/** The status of a refused sender comes before anything that its body says of a device. */
function classify(status: number, error: FcmError): FailureClass {
  if (status === 401 || status === 403) return 'credential_auth';
  if (status === 429) return 'provider_quota';
  if ([500, 502, 503, 504].includes(status)) return 'provider_transient';
  if (isDeadToken(error)) return 'device_terminal';
  if (status === 404) return 'credential_auth';
  return status === 400 || status === 413 ? 'caller_payload' : 'unknown';
}

function isDeadToken({ errorCode, status, message, fields }: FcmError): boolean {
  const word = errorCode ?? status;
  if (word === 'UNREGISTERED' || message.includes('registration-token-not-registered')) return true;
  if (word !== 'INVALID_ARGUMENT') return false;
  // The message of a wrong field repeats the caller's own text: only its name says which one it is.
  if (fields.length > 0) return fields.includes('message.token');
  return /registration token/i.test(message) && /invalid|not (a )?valid/i.test(message);
}

function isOfDevice({ message, quotaSubjects }: FcmError): boolean {
  return (
    /device message rate/i.test(message) || quotaSubjects.some((subject) => subject.startsWith('device'))
  );
}

function readError(body: string): FcmError {
  const { data } = errorSchema.safeParse(parseJson(body));
  const { details = [], status, message = '' } = data?.error ?? {};
  return {
    errorCode: details.find(({ errorCode }) => errorCode !== undefined)?.errorCode,
    status,
    message,
    fields: details.flatMap(({ fieldViolations = [] }) => fieldViolations.map(({ field = '' }) => field)),
    quotaSubjects: details.flatMap(({ violations = [] }) => violations.map(({ subject = '' }) => subject)),
  };
}
