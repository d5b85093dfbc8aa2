import { createHash } from 'node:crypto';

/**
 * A collapse key as a provider takes it. One that it would refuse gives way to 32 characters of its SHA-256 in base64url:
 * only whether two keys are the same matters.
 */
export function collapseKey(key: string, allowed: RegExp): string {
  if (allowed.test(key)) return key;
  return createHash('sha256').update(key).digest('base64url').slice(0, 32);
}
