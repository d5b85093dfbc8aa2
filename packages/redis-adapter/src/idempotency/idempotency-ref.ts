import { createHash } from 'node:crypto';
import type { IdempotencyKey } from '@shoal/core';
import { appRef } from '../channels/channel-ref.js';

/**
 * A key of an app as a part of a Redis key: 43 characters, whatever length the key has. Its UTF-16 is hashed, since
 * UTF-8 would make one of keys that differ in halves of surrogate pairs.
 */
export function idempotencyRef({ appId, key }: IdempotencyKey): string {
  const owned = Buffer.from(`${appRef(appId)}:${key}`, 'utf16le');
  return createHash('sha256').update(owned).digest('base64url');
}
