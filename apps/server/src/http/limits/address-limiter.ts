import type { IncomingMessage } from 'node:http';
import type { NodeMetrics } from '@shoal/metrics';
import type { CountingConnection } from '@shoal/redis-adapter';
import type { Configuration } from '@shoal/runtime';
import { clientAddress } from './client-address.js';
import { WindowLimiter } from './window-limiter.js';

export interface AddressLimiter {
  readonly limiter: WindowLimiter;
  /** Proxies of ours whose word on the address is believed. */
  readonly trustHops: number;
}

export interface AddressLimiterOptions {
  readonly rateLimiter: Configuration['rateLimiter'];
  /** Absent when each node counts for itself. */
  readonly counting: CountingConnection | undefined;
}

/** @returns undefined when addresses are not limited */
export function addressLimiter(
  what: 'api' | 'websocket',
  { rateLimiter, counting }: AddressLimiterOptions,
): AddressLimiter | undefined {
  if (!rateLimiter.enabled) return undefined;
  const { maxRequests: limit, windowSeconds, trustHops } = rateLimiter[what];
  const shared = counting && {
    connection: counting,
    prefix: `${counting.keyPrefix}${rateLimiter.redisPrefix}${what}`,
  };
  return { limiter: new WindowLimiter({ limit, windowSeconds, shared }), trustHops };
}

/** Whether an address may connect once more; undefined when all may. */
export function connectLimit(
  addresses: AddressLimiter | undefined,
  { http }: Pick<NodeMetrics, 'http'>,
): ((request: IncomingMessage) => Promise<boolean>) | undefined {
  if (addresses === undefined) return undefined;
  const { limiter, trustHops } = addresses;
  return async (request) => {
    const { isAllowed } = await limiter.take(clientAddress(request, trustHops));
    http.rateLimitChecked('websocket', isAllowed);
    return isAllowed;
  };
}
