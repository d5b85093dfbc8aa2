import { createHash } from 'node:crypto';

const LANES = 16;

/**
 * The lane of an endpoint that a channel's events wait in: few enough to keep in mind, many enough that one channel
 * does not hold up all others. No colon, whatever the app is called: the name is a part of job ids.
 */
export function laneName({ appId, endpointId, channel }: Record<'appId' | 'endpointId' | 'channel', string>) {
  const [byte = 0] = createHash('sha256').update(channel).digest();
  return `${encodeURIComponent(appId.toWellFormed())}-${endpointId}-${byte % LANES}`;
}
