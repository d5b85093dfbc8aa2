import { PusherError } from './errors.js';

/**
 * Reads the `protocol` query parameter of a connection. Absent means the oldest; 1 and 3 to 7 speak the same
 * frames (V1).
 *
 * @throws PusherError `bad_version` (not an integer), `unsupported_protocol`
 */
export function parseProtocolVersion(value: string | undefined): 1 {
  if (value === undefined || value === '') return 1;
  if (!/^-?\d+$/.test(value)) throw new PusherError('bad_version');
  const version = Number(value);
  if (version === 1 || (version >= 3 && version <= 7)) return 1;
  throw new PusherError('unsupported_protocol', `Unsupported protocol version ${value.slice(0, 20)}`);
}
