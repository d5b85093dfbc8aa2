import { STATUS_CODES } from 'node:http';
import { REQUEST_SECONDS, SIZE_BYTES } from '../buckets.js';
import { APP_ID, UNKNOWN_APP } from '../label-values.js';
import type { Catalogue, LabelSet } from '../metric-definition.js';

/** What a refused signature of the HTTP API is refused for. */
export const AUTHENTICATION_FAILURES = [
  'missing_parameter',
  'unknown_app',
  'app_disabled',
  'unknown_key',
  'bad_version',
  'bad_timestamp',
  'expired_timestamp',
  'bad_body_md5',
  'bad_signature',
] as const;

/** The error statuses that an endpoint of the API may answer on any day. */
const ERROR_STATUSES = ['400', '401', '403', '404', '409', '413', '429', '500', '503'];

const ENDPOINT = { boundedBy: 'the route templates of the server, else `other`' };
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const METHOD = { known: METHODS, expected: METHODS, describedAs: 'upper-case HTTP methods, else `other`' };
const STATUS = {
  known: Object.keys(STATUS_CODES),
  expected: ['200', ...ERROR_STATUSES],
  describedAs: 'HTTP status codes, else `other`',
};
/** Only an idempotency key can be in conflict, which publishes have, or a cancellation that comes too late. */
const statusHappens = ({ endpoint, status }: LabelSet): boolean =>
  status !== '409' || /(?:events|\/publish|\/cancel|\/scheduled\/:publishId)$/.test(endpoint ?? '');
const ERROR_STATUS = { ...STATUS, expected: ERROR_STATUSES };
const REASON = {
  known: AUTHENTICATION_FAILURES,
  expected: AUTHENTICATION_FAILURES,
  describedAs: `${AUTHENTICATION_FAILURES.join(', ')}, else \`other\``,
};

export const httpMetrics = {
  http_requests_total: {
    type: 'counter',
    labels: { method: METHOD, endpoint: ENDPOINT, status: STATUS, app_id: APP_ID },
    seed: 'seed1',
    help: 'HTTP API requests that were answered.',
    happens: statusHappens,
  },
  http_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { method: METHOD, endpoint: ENDPOINT },
    seed: 'seed1',
    buckets: REQUEST_SECONDS,
    help: 'From the last header of an HTTP API request to the end of its answer.',
  },
  http_response_size_bytes: {
    type: 'histogram',
    unit: 'bytes',
    labels: { endpoint: ENDPOINT },
    seed: 'seed1',
    buckets: SIZE_BYTES,
    help: 'Size of the bodies of HTTP API answers.',
  },
  http_errors_total: {
    type: 'counter',
    labels: { endpoint: ENDPOINT, status: ERROR_STATUS },
    seed: 'seed1',
    help: 'HTTP API requests that were answered with status 400 or above.',
    happens: statusHappens,
  },
  http_received_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    labels: { app_id: APP_ID },
    seed: 'ours',
    help: 'Bytes of HTTP API requests.',
  },
  http_transmitted_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    labels: { app_id: APP_ID },
    seed: 'ours',
    help: 'Bytes of HTTP API answers.',
  },
  api_authentication_failures_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'HTTP API requests that were refused because of who signed them, or how.',
  },
  api_authentication_failure_reasons_total: {
    type: 'counter',
    labels: { app_id: APP_ID, reason: REASON },
    seed: 'seed2',
    help: 'The same failures as api_authentication_failures_total, by reason.',
    happens: ({ app_id, reason }) => (reason === 'unknown_app') === (app_id === UNKNOWN_APP),
  },
} as const satisfies Catalogue;

export type AuthenticationFailureReason = (typeof AUTHENTICATION_FAILURES)[number];
