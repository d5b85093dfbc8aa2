import { createHash } from 'node:crypto';

const DIGITS = 24;

/**
 * Names an endpoint of an app in ids of jobs and lanes: of 24 hexadecimal digits, whatever the two are called, so that
 * no other pair has it, and nothing that is put beside it can be taken for a part of it.
 */
export function endpointDigest(appId: string, endpointId: string): string {
  // As JSON: it keeps the two apart, and says a lone surrogate so that no other text is the same.
  return createHash('sha256')
    .update(JSON.stringify([appId, endpointId]))
    .digest('hex')
    .slice(0, DIGITS);
}
