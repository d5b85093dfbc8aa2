import type { ServerResponse } from 'node:http';
import type { ReceivedWebhook } from './received-webhook.js';

/**
 * What the receiver does with a request: an answer (200 by default), nothing at all (`hang`), or the end of the
 * connection (`close`).
 */
export type Reply =
  | 'hang'
  | 'close'
  | {
      readonly status?: number;
      /** Milliseconds before the answer, or what it waits for. */
      readonly delay?: number | Promise<unknown>;
      /** `Retry-After`: seconds or a date, as it is sent. */
      readonly retryAfter?: string | number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

/** A reply to everything, or one that depends on the request. */
export type Behaviour = Reply | ((webhook: ReceivedWebhook) => Reply);

export interface FailingOptions {
  /** From 0, none, to 1, all. */
  readonly share: number;
  /** The same seed fails the same requests, counted from the first. 1 by default. */
  readonly seed?: number;
  /** For those that fail. Status 500 by default. */
  readonly failure?: Reply;
  /** For the others. */
  readonly success?: Reply;
}

/** Fails a share of the requests, by a random that can be repeated. */
export function failing({
  share,
  seed = 1,
  failure = { status: 500 },
  success = {},
}: FailingOptions): Behaviour {
  const random = seededRandom(seed);
  return () => (random() < share ? failure : success);
}

/** Whether the sender was told that its events have arrived. */
export function isAcceptance(reply: Reply): boolean {
  if (typeof reply === 'string') return false;
  const { status = 200 } = reply;
  return status >= 200 && status < 300;
}

/** A delay ends without an answer when the sender has gone. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'close') {
    response.destroy();
    return;
  }
  const { status = 200, delay = 0, retryAfter, headers = {}, body = '' } = reply;
  const answer = () => {
    if (response.destroyed) return;
    if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
    response.writeHead(status, headers).end(body);
  };
  if (typeof delay !== 'number') {
    void delay.then(answer, answer);
    return;
  }
  // Not even a turn of the event loop when there is nothing to wait for.
  if (delay === 0) {
    answer();
    return;
  }
  const timer = setTimeout(answer, delay);
  response.once('close', () => clearTimeout(timer));
}

/** Numbers from 0 to below 1: mulberry32, which is even enough for tests and has 32 bits of state. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
