import type { Pool } from 'undici';
import { parseTargetUrl } from '../address/parse-target-url.js';
import type { TargetGuard } from '../address/target-guard.js';
import { unlessAborted, withDeadline } from './deadline.js';
import { LeaseCache } from './lease-cache.js';
import { openPool, type PoolOptions } from './open-pool.js';
import { drainBody, readBody } from './read-body.js';

export interface OutboundClientOptions {
  readonly guard: TargetGuard;
  /** Connections to one origin at once; further requests wait, on their own time. 100 by default. */
  readonly connectionsPerOrigin?: number;
  /** Origins whose connections are kept open. 256 by default. */
  readonly maxOrigins?: number;
  /** PEM. Authorities that are trusted in place of Node's own. */
  readonly certificateAuthorities?: string;
}

export interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Milliseconds until the answer has to be there, connecting and waiting for a connection included. */
  readonly timeout: number;
  /** Bytes of the answer's body that are wanted. None by default. */
  readonly keepBytes?: number;
}

export interface OutboundAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As much of it as was wanted, and came in time. */
  readonly body: string;
}

const idleAfter = 60_000;

/**
 * Posts to addresses that somebody else has chosen. The status is the answer: redirects are not followed, and a body
 * that is long, slow or cut does not change it.
 */
export class OutboundClient {
  private readonly guard: TargetGuard;
  private readonly pool: PoolOptions;
  private readonly pools: LeaseCache<Pool>;

  constructor({ maxOrigins = 256, connectionsPerOrigin = 100, ...options }: OutboundClientOptions) {
    this.guard = options.guard;
    this.pool = { ...options, connections: connectionsPerOrigin };
    this.pools = new LeaseCache({ close: (pool) => pool.destroy(), capacity: maxOrigins, idleAfter });
  }

  /**
   * @throws RefusedTargetError, DeadlineError, and what undici throws when the connection fails: `explainFailure` says in
   * words that may be shown what they mean
   */
  async post(request: OutboundRequest): Promise<OutboundAnswer> {
    const url = parseTargetUrl(request.url);
    this.guard.ensureAllowedLiteral(url);
    return await this.pools.use(
      url.origin,
      () => openPool(url.origin, this.pool),
      (pool) =>
        withDeadline(request.timeout, (signal) => post(pool, { ...request, path: pathOf(url), signal })),
    );
  }

  /** What is under way fails. */
  async close(): Promise<void> {
    await this.pools.close();
  }
}

interface PoolRequest extends Omit<OutboundRequest, 'url' | 'timeout'> {
  readonly path: string;
  readonly signal: AbortSignal;
}

async function post(
  pool: Pool,
  { path, headers, body, signal, keepBytes }: PoolRequest,
): Promise<OutboundAnswer> {
  const request = pool.request({ method: 'POST', path, headers: { ...headers }, body, signal });
  // undici sees the signal only once it has a connection.
  const response = await unlessAborted(signal, request);
  const answer = { status: response.statusCode, headers: response.headers };
  if (keepBytes !== undefined) return { ...answer, body: await readBody(response.body, keepBytes) };
  await drainBody(response.body, signal);
  return { ...answer, body: '' };
}

function pathOf({ pathname, search }: URL): string {
  return `${pathname}${search}`;
}
