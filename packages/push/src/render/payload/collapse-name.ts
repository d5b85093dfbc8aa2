import { createHash } from 'node:crypto';

/**
 * A collapse key under a provider's rule for such names: itself when it keeps the rule, else a digest of it. So equal
 * keys replace each other everywhere, and different ones never do.
 *
 * @param allowed a name of 32 characters of base64url must match
 */
export function collapseName(key: string, allowed: RegExp): string {
  return allowed.test(key) ? key : createHash('sha256').update(key).digest('base64url').slice(0, 32);
}
