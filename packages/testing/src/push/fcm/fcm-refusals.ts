import type { Reply } from '../../webhooks/reply.js';

type Refusal = Exclude<Reply, string>;

/** How FCM refuses; the words are its own (`google.firebase.fcm.v1.FcmError`, `google.rpc.Code`). */
export type FcmError = keyof typeof errors;

const fcmError = (errorCode: string) => ({
  '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError',
  errorCode,
});
const errorInfo = (reason: string) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
});
const quotaFailure = (subject: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ subject, description: 'Message rate quota exceeded' }],
});

const errors = {
  UNREGISTERED: {
    code: 404,
    status: 'NOT_FOUND',
    message: 'Requested entity was not found.',
    details: [fcmError('UNREGISTERED')],
  },
  INVALID_REGISTRATION_TOKEN: {
    code: 400,
    status: 'INVALID_ARGUMENT',
    message: 'The registration token is not a valid FCM registration token',
    details: [fcmError('INVALID_ARGUMENT')],
  },
  INVALID_ARGUMENT: {
    code: 400,
    status: 'INVALID_ARGUMENT',
    message: 'Request contains an invalid argument.',
    details: [fcmError('INVALID_ARGUMENT')],
  },
  SENDER_ID_MISMATCH: {
    code: 403,
    status: 'PERMISSION_DENIED',
    message: 'SenderId mismatch',
    details: [fcmError('SENDER_ID_MISMATCH')],
  },
  THIRD_PARTY_AUTH_ERROR: {
    code: 401,
    status: 'UNAUTHENTICATED',
    message: 'Auth error from APNS or Web Push Service',
    details: [fcmError('THIRD_PARTY_AUTH_ERROR')],
  },
  UNAUTHENTICATED: {
    code: 401,
    status: 'UNAUTHENTICATED',
    message:
      'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other ' +
      'valid authentication credential.',
    details: [errorInfo('ACCESS_TOKEN_EXPIRED')],
  },
  PERMISSION_DENIED: {
    code: 403,
    status: 'PERMISSION_DENIED',
    message: "Permission 'cloudmessaging.messages.create' denied on resource (or it may not exist).",
    details: [errorInfo('IAM_PERMISSION_DENIED')],
  },
  NOT_FOUND: { code: 404, status: 'NOT_FOUND', message: 'Requested entity was not found.', details: [] },
  PAYLOAD_TOO_LARGE: {
    code: 413,
    status: 'INVALID_ARGUMENT',
    message: 'Request payload size exceeds the limit.',
    details: [],
  },
  /** The project's. */
  QUOTA_EXCEEDED: {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: "Quota exceeded for quota metric 'Send requests' of service 'fcm.googleapis.com'.",
    details: [fcmError('QUOTA_EXCEEDED'), quotaFailure('project:sender')],
  },
  /** One device's. */
  DEVICE_QUOTA_EXCEEDED: {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: 'Device message rate exceeded.',
    details: [fcmError('QUOTA_EXCEEDED'), quotaFailure('device')],
  },
  INTERNAL: {
    code: 500,
    status: 'INTERNAL',
    message: 'Internal error encountered.',
    details: [fcmError('INTERNAL')],
  },
  UNAVAILABLE: {
    code: 503,
    status: 'UNAVAILABLE',
    message: 'The service is currently unavailable.',
    details: [fcmError('UNAVAILABLE')],
  },
} as const;

/** FCM's answer. @param message in place of the usual one */
export function fcmRefusal(name: FcmError, message?: string): Refusal {
  const { code, details, ...error } = errors[name];
  const body = { error: { code, ...error, ...(message !== undefined && { message }), details } };
  return json(code, body);
}

/** That the body of a request is not what it should be: `field` says where. */
export function fcmFieldViolation(field: string, description: string): Refusal {
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description }] },
  ];
  return json(400, { error: { code: 400, message: description, status: 'INVALID_ARGUMENT', details } });
}

/** The answer of Google's token endpoint (RFC 6749, 5.2). */
export function oauthRefusal(error: string, description: string, status = 400): Refusal {
  return json(status, { error, error_description: description });
}

export function json(status: number, body: object): Refusal {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify(body, null, 2),
  };
}
