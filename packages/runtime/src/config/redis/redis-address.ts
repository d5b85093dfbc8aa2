import { z } from 'zod';
import { setting } from '../setting/setting.js';
import { port } from '../setting/values.js';

/** A server's address. IPv6 addresses stand without brackets. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** An address as it was written: `rediss://` also asks for TLS. */
export interface WrittenAddress extends RedisAddress {
  readonly isTls: boolean;
}

const ALLOWED = '`host:port`, `redis://host:port`, `rediss://host:port` or `{"host": "…", "port": …}`';

/** How lists of addresses are described. */
export const ADDRESSES_ALLOWED = `a list, each ${ALLOWED}, without user and password`;

/** One address, in any of the ways in which other servers write it. */
export function redisAddress(defaultPort: number) {
  const table = z.strictObject({ host: z.string().min(1), port: port().default(defaultPort) });
  const address = z.union([z.string(), table]).transform((written, context): WrittenAddress => {
    const parsed =
      typeof written === 'string' ? parseAddress(written, defaultPort) : { ...written, isTls: false };
    if (parsed !== undefined) return parsed;
    context.issues.push({ code: 'custom', input: written });
    return z.NEVER;
  });
  return setting(address, { description: 'Address of a server.', allowed: ALLOWED });
}

const ADDRESS = /^(?:(redis|rediss):\/\/)?(?:\[([0-9a-fA-F:.]+)\]|([^\s:/@?#[\]{}]+))(?::(\d{1,5}))?\/?$/;

function parseAddress(text: string, defaultPort: number): WrittenAddress | undefined {
  const match = ADDRESS.exec(text.trim());
  const host = match?.[2] ?? match?.[3];
  const portNumber = match?.[4] === undefined ? defaultPort : Number(match[4]);
  if (host === undefined || portNumber > 65_535) return undefined;
  return { host, port: portNumber, isTls: match?.[1] === 'rediss' };
}
