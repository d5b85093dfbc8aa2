import { createHash } from 'node:crypto';
import { encodeJson, isRecord, PusherError } from '@shoal/protocol';

export interface FingerprintedRequest {
  readonly appId: string;
  readonly route: 'events' | 'batch_events';
  /** The parsed body, or an item of a batch. */
  readonly fields: unknown;
}

/**
 * Tells whether two publishes with one key ask for the same: the SHA-256 of the app, the route, and the body's
 * fields in the order of their names, all but the key itself. So it does not matter where the key stood, nor how
 * the JSON was spaced and its fields were ordered; every field counts, also one that this release does not know.
 * Within `data` the order counts, for it is what clients receive.
 *
 * @throws PusherError `bad_request`
 */
export function fingerprintOf({ appId, route, fields }: FingerprintedRequest): string {
  const counted = Object.entries(isRecord(fields) ? fields : {})
    .filter(([name]) => name !== 'idempotency_key')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = encodeJson([appId, route, counted]);
  if (text === undefined) throw new PusherError('bad_request', 'The body is nested too deeply');
  return createHash('sha256').update(text).digest('base64url');
}
