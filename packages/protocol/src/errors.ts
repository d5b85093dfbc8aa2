/**
 * THE table of everything that can be refused, on WebSocket and REST. Codes and their ranges are the Pusher
 * protocol's ("Error codes"): 4000-4099 do not reconnect, 4100-4199 reconnect after a second, 4200-4299
 * reconnect at once, 4300-4399 any other error.
 *
 * - `code`: of the `pusher:error` frame, and of the close when `closes`.
 * - `type`, `code`: of a `pusher:subscription_error` (there `code` is what its `status` field says).
 * - `status`: HTTP status when REST answers with it.
 */
const table = {
  tls_required: closing(4000, 'This application accepts only TLS connections: reconnect with wss://'),
  unknown_app: closing(4001, 'Application does not exist'),
  app_disabled: closing(4003, 'Application disabled', 403),
  over_quota: closing(4004, 'Application is over connection quota', 403),
  path_not_found: closing(4005, 'Path not found'),
  bad_version: closing(4006, 'Invalid version string format'),
  unsupported_protocol: closing(4007, 'Unsupported protocol version'),
  origin_not_allowed: closing(4009, 'Origin not allowed'),
  terminated: closing(4009, 'Connection terminated by the application'),
  not_authorized_in_time: closing(4009, 'Connection not authorized within timeout'),
  over_capacity: closing(4100, 'Over capacity', 503),
  connecting_too_fast: closing(4100, 'Too many connection attempts: try again later'),
  draining: closing(4100, 'Server is draining: try again', 503),
  slow_consumer: closing(4100, 'Connection reads too slowly'),
  message_rate_exceeded: closing(4100, 'Too many messages'),
  reconnect: closing(4200, 'Reconnect requested by the application'),
  moving: closing(4200, 'Server is shutting down: reconnect'),
  no_pong: closing(4201, 'Pong reply not received in time'),
  client_event_rate_exceeded: closing(4301, 'Too many client events'),

  bad_message: { code: 4300, message: 'Invalid message' },
  not_signed_in: { code: 4009, message: 'Sign-in failed: the signature is not valid' },
  user_authentication_disabled: {
    code: 4009,
    message: 'User authentication is disabled for this application',
  },
  already_signed_in: { code: 4009, message: 'Sign-in failed: already signed in as another user' },
  bad_user_data: { code: 4009, message: 'Sign-in failed: user_data must be JSON with a non-empty string id' },
  watchlist_too_long: { code: 4302, message: 'The watchlist is too long: the first 100 users are watched' },
  message_rate_limited: { code: 4301, message: 'Too many messages: this one was dropped' },
  client_event_rate_limited: { code: 4301, message: 'Client event rejected: over the rate limit' },
  client_event_rejected: { code: 4301, message: 'Client event rejected' },

  subscription_unauthorized: {
    ...subscription('AuthError', 401, 'The connection is unauthorized'),
    status: 401,
  },
  bad_channel_name: subscription('InvalidChannel', 4009, 'The channel name is not valid'),
  channel_name_too_long: subscription('LimitReached', 4009, 'The channel name is too long'),
  bad_member: subscription('InvalidMember', 401, 'channel_data must be JSON with a user_id'),
  presence_full: subscription('LimitReached', 4100, 'The presence channel has reached its member limit'),
  member_too_large: subscription('LimitReached', 4301, 'The presence member data is too large'),

  bad_request: { status: 400, message: 'Bad request' },
  unauthorized: { status: 401, message: 'Unauthorized' },
  forbidden: { status: 403, message: 'Forbidden' },
  not_found: { status: 404, message: 'Not found' },
  method_not_allowed: { status: 405, message: 'Method not allowed' },
  conflict: { status: 409, message: 'The state of this does not allow it (any more)' },
  idempotency_conflict: {
    status: 409,
    message: 'The idempotency key was already used for another request',
  },
  payload_too_large: { code: 4301, status: 413, message: 'Payload too large' },
  rate_limited: { status: 429, message: 'Too many requests: try again later' },
  backend: {
    code: 4302,
    type: 'ServerError',
    status: 503,
    message: 'A service that this server needs is away: try again',
  },
  idempotency_in_progress: {
    status: 503,
    message: 'Another request with this idempotency key is under way: try again',
  },
  internal: { code: 4302, type: 'ServerError', status: 500, message: 'Internal server error' },
} as const satisfies Record<string, ErrorEntry>;

export interface ErrorEntry {
  readonly message: string;
  readonly code?: number;
  readonly closes?: true;
  readonly type?: SubscriptionErrorType;
  readonly status?: number;
}

export type ErrorKey = keyof typeof table;
export type SubscriptionErrorType =
  | 'AuthError'
  | 'LimitReached'
  | 'InvalidChannel'
  | 'InvalidMember'
  | 'ServerError';

export const errors: Readonly<Record<ErrorKey, ErrorEntry>> = table;

/** The one error that is thrown for bad input and refusals; each edge answers it once, from the table. */
export class PusherError extends Error {
  readonly key: ErrorKey;
  /** Seconds after which the same request may be granted, where that is known. */
  readonly retryAfter: number | undefined = undefined;

  /** @param message for the client: says what was wrong, holds no secret and nothing unbounded */
  constructor(key: ErrorKey, message: string = errors[key].message, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PusherError';
    this.key = key;
  }

  get entry(): ErrorEntry {
    return errors[this.key];
  }
}

/** Anything that was thrown, as a PusherError: what we did not throw ourselves becomes `internal`, with its cause. */
export function asPusherError(thrown: unknown): PusherError {
  if (thrown instanceof PusherError) return thrown;
  return new PusherError('internal', errors.internal.message, { cause: thrown });
}

function closing(code: number, message: string, status?: number): ErrorEntry {
  return { code, message, closes: true, ...(status === undefined ? {} : { status }) };
}

function subscription(type: SubscriptionErrorType, code: number, message: string): ErrorEntry {
  return { type, code, message, status: 400 };
}
