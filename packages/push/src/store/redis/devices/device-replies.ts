import type { RegistrationChange } from '../../../model/device.js';
import type { Reachable, Registered, Subscription } from '../../device-store.js';
import { readProvider } from '../read-provider.js';
import { BadReplyError, listOf, textOf } from '../script-reply.js';
import { readDevice, readDeviceState } from './stored-device.js';

const CHANGES: readonly RegistrationChange[] = ['inserted', 'unchanged', 'updated'];

/** @throws BadReplyError */
export function readChange(value: unknown, fields: readonly unknown[]): Registered {
  const change = CHANGES.find((known) => known === value);
  const device = readDevice(fields);
  if (change === undefined || device === undefined) throw new BadReplyError('a registration', value);
  return { change, device };
}

/** @throws BadReplyError */
export function readSubscription(row: unknown): Subscription {
  const [channel, deviceId, clientId, provider, tokenHash] = listOf(row);
  return {
    ...{ channel: textOf(channel), deviceId: textOf(deviceId) },
    ...(clientId !== '' && { clientId: textOf(clientId) }),
    ...{ provider: readProvider(provider), tokenHash: textOf(tokenHash) },
  };
}

/**
 * Of some devices those that can be reached.
 *
 * @param reach of each its provider and its state, or null
 * @throws BadReplyError
 */
export function readReachable(
  deviceIds: readonly unknown[],
  reach: readonly unknown[],
): readonly Reachable[] {
  return deviceIds.flatMap((deviceId, at) => {
    const found = reach[at];
    if (found === null || found === undefined) return [];
    const [provider, state] = textOf(found).split(' ');
    if (readDeviceState(state) === 'FAILED') return [];
    return [{ deviceId: textOf(deviceId), provider: readProvider(provider) }];
  });
}
