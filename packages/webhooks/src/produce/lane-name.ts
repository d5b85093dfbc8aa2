import { createHash } from 'node:crypto';
import { endpointDigest } from '../endpoint/endpoint-digest.js';

const LANES = 16;

/**
 * The lane of an endpoint that a channel's events wait in: few enough to keep in mind, many enough that one channel
 * does not hold up all others. `<endpoint's digest>.<number>`: no colon, as it is a part of job ids.
 */
export function laneName({ appId, endpointId, channel }: Record<'appId' | 'endpointId' | 'channel', string>) {
  const [byte = 0] = createHash('sha256').update(channel).digest();
  return `${endpointDigest(appId, endpointId)}.${byte % LANES}`;
}
