/**
 * An error of pusher-js or of ours, for people. pusher-js tells `{ type, data: { code, message } }` of what the
 * server said, wraps that once more as `{ type, error }` when the connection ends with it, and tells
 * `{ type, error, status }` of a refused authorization, where `error` is text.
 */
export function describeError(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'string') return error;
  const cause = read(error, 'error');
  if (typeof cause === 'object' && cause !== null) return describeError(cause);
  const said = read(error, 'data') ?? error;
  const message = read(said, 'message') ?? cause;
  const code = read(said, 'code') ?? read(error, 'status');
  if (typeof message === 'string') return typeof code === 'number' ? `${message} (${code})` : message;
  return typeof code === 'number' ? `code ${code}` : String(read(error, 'type') ?? 'an unknown error');
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
