import type { Dispatcher, Pool } from 'undici';
import type { Target } from '../../endpoint/endpoint.js';
import { parseTargetUrl } from '../address/parse-target-url.js';
import type { TargetGuard } from '../address/target-guard.js';
import { unlessAborted, withDeadline } from '../deadline.js';
import { failedAnswer } from '../failed-answer.js';
import { LeaseCache } from '../lease-cache.js';
import type { Answer, Delivery } from '../sender.js';
import { openPool, type PoolOptions } from './open-pool.js';
import { parseRetryAfter } from './retry-after.js';

export type HttpTarget = Extract<Target, { kind: 'http' }>;

export interface HttpSenderOptions {
  readonly guard: TargetGuard;
  /** Of the package, for `User-Agent`. */
  readonly version: string;
  /** Connections to one origin at once; further requests wait, on their own time. 100 by default. */
  readonly connectionsPerOrigin?: number;
  /** Origins whose connections are kept open. 256 by default. */
  readonly maxOrigins?: number;
  /** PEM. Authorities that are trusted in place of Node's own. */
  readonly certificateAuthorities?: string;
}

/** Bytes of an answer's body that are read, so that its connection can be used again. */
const maxAnswerBytes = 64 * 1024;
const idleAfter = 60_000;

/**
 * Posts webhooks. The status alone is the answer: redirects are not followed, and a body that is long, slow or cut
 * does not change it.
 */
export class HttpSender {
  readonly #guard: TargetGuard;
  readonly #pool: PoolOptions;
  readonly #pools: LeaseCache<Pool>;
  readonly #userAgent: string;

  constructor({ version, maxOrigins = 256, connectionsPerOrigin = 100, ...options }: HttpSenderOptions) {
    this.#guard = options.guard;
    this.#pool = { ...options, connections: connectionsPerOrigin };
    this.#pools = new LeaseCache({ close: (pool) => pool.destroy(), capacity: maxOrigins, idleAfter });
    this.#userAgent = `shoal-webhooks/${version}`;
  }

  /** Never rejects. */
  async send(target: HttpTarget, delivery: Delivery): Promise<Answer> {
    try {
      const url = parseTargetUrl(target.url);
      this.#guard.ensureAllowedLiteral(url);
      return await this.#pools.use(
        url.origin,
        () => openPool(url.origin, this.#pool),
        (pool) => this.#post(pool, url, delivery),
      );
    } catch (error) {
      return failedAnswer(error);
    }
  }

  /** What is under way ends as `failed`. */
  async close(): Promise<void> {
    await this.#pools.close();
  }

  async #post(pool: Pool, { pathname, search }: URL, { body, headers, timeout }: Delivery): Promise<Answer> {
    return await withDeadline(timeout, async (signal) => {
      const request = pool.request({
        method: 'POST',
        path: `${pathname}${search}`,
        headers: this.#withUserAgent(headers),
        body,
        signal,
      });
      // undici sees the signal only once it has a connection.
      const response = await unlessAborted(signal, request);
      await drain(response.body, signal);
      const retryAfter = parseRetryAfter(response.headers['retry-after']);
      return {
        kind: 'answered',
        status: response.statusCode,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      };
    });
  }

  #withUserAgent(headers: Delivery['headers']): Record<string, string> {
    const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'user-agent');
    return isGiven ? headers : { ...headers, 'User-Agent': this.#userAgent };
  }
}

async function drain(body: Dispatcher.ResponseData['body'], signal: AbortSignal): Promise<void> {
  try {
    await body.dump({ limit: maxAnswerBytes, signal });
  } catch (error) {
    // The endpoint has said its status: that the rest of the answer came too late does not matter.
    if (!signal.aborted) throw error;
  }
}
