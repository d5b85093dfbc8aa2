import type { Pool } from 'undici';
import { parseTargetUrl } from '../address/parse-target-url.js';
import type { TargetGuard } from '../address/target-guard.js';
import { AnswerCollector } from './answer-collector.js';
import { LeaseCache } from './lease-cache.js';
import { openPool, type PoolOptions } from './open-pool.js';
import type { OutboundAnswer } from './outbound-answer.js';

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

const idleAfter = 60_000;

/**
 * Posts to addresses that somebody else has chosen. The status is the answer: redirects are not followed, and a body
 * that is long, slow or cut does not change it.
 */
export class OutboundClient {
  private readonly guard: TargetGuard;
  private readonly pool: PoolOptions;
  private readonly pools: LeaseCache<Pool>;
  private latest: Target | undefined;

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
    const { origin, path } = this.judge(request.url);
    return await this.pools.use(
      origin,
      () => openPool(origin, this.pool),
      (pool) => post(pool, path, request),
    );
  }

  /** What is under way fails. */
  async close(): Promise<void> {
    await this.pools.close();
  }

  /** Providers have one address for all devices: it is read once. @throws RefusedTargetError */
  private judge(text: string): Target {
    if (this.latest?.text === text) return this.latest;
    const url = parseTargetUrl(text);
    this.guard.ensureAllowedLiteral(url);
    this.latest = { text, origin: url.origin, path: `${url.pathname}${url.search}` };
    return this.latest;
  }
}

/** An address that may be called. */
interface Target {
  readonly text: string;
  readonly origin: string;
  readonly path: string;
}

function post(
  pool: Pool,
  path: string,
  { headers, body, timeout, keepBytes }: OutboundRequest,
): Promise<OutboundAnswer> {
  return new Promise((resolve, reject) => {
    const collector = new AnswerCollector({ timeout, keepBytes, resolve, reject });
    try {
      pool.dispatch({ method: 'POST', path, headers: { ...headers }, body }, collector);
    } catch (error) {
      collector.fail(error);
    }
  });
}
