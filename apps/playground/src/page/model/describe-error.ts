/**
 * An error of pusher-js or of ours, for people. pusher-js tells `{ type, data: { code, message } }` of what the
 * server said, `{ type, error, status }` of a refused authorization, and hands other things through as they are.
 */
export function describeError(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'string') return error;
  const inner = read(error, 'data') ?? read(error, 'error');
  const message = read(inner, 'message') ?? read(error, 'message') ?? inner;
  const code = read(inner, 'code') ?? read(error, 'status');
  if (typeof message !== 'string') return String(read(error, 'type') ?? 'an unknown error');
  return code === undefined || code === null ? message : `${message} (${String(code)})`;
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
