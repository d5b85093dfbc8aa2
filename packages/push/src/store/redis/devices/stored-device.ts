import { z } from 'zod';
import {
  type Device,
  type DeviceRegistration,
  type DeviceState,
  FORM_FACTORS,
  PLATFORMS,
} from '../../../model/device.js';
import { BadReplyError, listOf, numberOf, optional, textOf } from '../script-reply.js';
import { readStored, withFormat } from '../stored-format.js';
import { storedRecipient } from '../stored-recipient.js';

/** Of a device's HASH, what makes the device, in this order. */
export const DEVICE_FIELDS: readonly string[] = [
  ...['registration', 'state', 'failureCount', 'errorReason', 'identityDigest', 'lastActiveAtMs'],
];

/** The same as arguments in Lua. */
export const DEVICE_FIELDS_LUA = DEVICE_FIELDS.map((field) => `'${field}'`).join(', ');

const storedRegistration = z.object({
  id: z.string(),
  clientId: z.string().exactOptional(),
  formFactor: z.enum(FORM_FACTORS),
  platform: z.enum(PLATFORMS),
  timezone: z.string(),
  locale: z.string(),
  metadata: z.string().exactOptional(),
  lastActiveAtMs: z.number().exactOptional(),
  recipient: storedRecipient,
  ratePolicy: z.object({ capacity: z.number(), refillPerSecond: z.number() }).exactOptional(),
});

/** Always in the same order: the same registration is the same text. */
export function printRegistration(registration: DeviceRegistration): string {
  return JSON.stringify(withFormat(storedRegistration.parse(registration)));
}

/** @returns undefined for a device that is not there @throws BadReplyError, UnreadableDataError */
export function readDevice(reply: unknown): Device | undefined {
  const [registration, state, failureCount, reason, digest, active] = listOf(reply);
  if (registration === null || registration === undefined) return undefined;
  const registered = readStored(storedRegistration, textOf(registration), 'A device');
  const [errorReason, lastActiveAtMs] = [optional(reason, textOf), optional(active, numberOf)];
  return {
    ...registered,
    ...{ state: readDeviceState(state), failureCount: numberOf(failureCount) },
    ...{ identityDigest: textOf(digest) },
    ...(errorReason !== undefined && { errorReason }),
    ...(lastActiveAtMs !== undefined && { lastActiveAtMs }),
  };
}

/** @throws BadReplyError */
export function readDeviceState(value: unknown): DeviceState {
  if (value === 'ACTIVE' || value === 'FAILING' || value === 'FAILED') return value;
  throw new BadReplyError('a state of a device', value);
}
