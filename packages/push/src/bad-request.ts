import { PusherError } from '@shoal/protocol';
import type { z } from 'zod';

const MAX_LENGTH = 300;

/** What a caller is told whose request cannot be served as it is: status 400. @param message without secrets */
export function badRequest(message: string, options?: ErrorOptions): PusherError {
  const text = message.length > MAX_LENGTH ? `${message.slice(0, MAX_LENGTH)}…` : message;
  return new PusherError('bad_request', text, options);
}

/**
 * Reads data from outside by its schema.
 *
 * @param what names the data, for the message
 * @throws PusherError `bad_request`, which says where it is wrong and what would be right, but not what is there
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(body, { reportInput: false });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? what : `${what}: ${issue.path.join('.')}`;
  throw badRequest(`${place}: ${issue?.message ?? 'not valid'}`);
}
