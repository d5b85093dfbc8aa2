import { buildConnector, Pool } from 'undici';
import type { TargetGuard } from '../address/target-guard.js';

export interface PoolOptions {
  readonly guard: TargetGuard;
  /** Connections at once. */
  readonly connections: number;
  /** PEM. Authorities that are trusted in place of Node's own. */
  readonly certificateAuthorities?: string;
}

/** Milliseconds. A request has a deadline of its own; this one ends attempts that nobody waits for any more. */
const connectTimeout = 10_000;

/**
 * Connections to one origin: HTTP/1.1, certificates verified, kept open for the next request. They are idle for 4 s at
 * most, as servers close theirs after 5 s and more, or as long as the server's `Keep-Alive` header says, up to a minute.
 */
export function openPool(origin: string, { guard, connections, certificateAuthorities }: PoolOptions): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
    // Both only measure silence; the deadline of a request measures all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: buildConnector({
      lookup: guard.lookup,
      timeout: connectTimeout,
      allowH2: false,
      rejectUnauthorized: true,
      ...(certificateAuthorities === undefined ? {} : { ca: certificateAuthorities }),
    }),
  });
}
