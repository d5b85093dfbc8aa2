import { createHash, randomBytes } from 'node:crypto';
import { encodeJson, isRecord } from '@shoal/protocol';
import { badRequest } from '../bad-request.js';
import { camelKeys } from '../camel-keys.js';
import type { PublishIntent } from './parse-publish.js';

const ID_LENGTH = 22;

/** The one that the caller chose, one that its idempotency key always gives, or a new one. */
export function publishIdOf(appId: string, { publishId, idempotencyKey }: PublishIntent): string {
  if (publishId !== undefined) return publishId;
  const bytes =
    idempotencyKey === undefined ? randomBytes(17) : digest(JSON.stringify([appId, idempotencyKey]));
  return `pub_${bytes.toString('base64url').slice(0, ID_LENGTH)}`;
}

/**
 * Tells whether two publishes of one id ask for the same: SHA-256 of the body's fields in the order of their names, all
 * but those that make the id. So neither spelling, order nor spacing of the body's own fields counts.
 *
 * @throws PusherError `bad_request`
 */
export function fingerprintOf(body: unknown): string {
  const fields = camelKeys(body);
  const counted = Object.entries(isRecord(fields) ? fields : {})
    .filter(([name]) => name !== 'idempotencyKey' && name !== 'publishId')
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const text = encodeJson(counted);
  if (text === undefined) throw badRequest('The body is nested too deeply');
  return digest(text).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
