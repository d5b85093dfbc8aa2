import type { Cluster, Redis } from 'ioredis';
import { QueueAwayError } from '../queue-errors.js';
import type { RedisScript } from './redis-script.js';

export interface RedisLinkOptions {
  /** May wait without bound for a Redis that is away, as BullMQ demands: the link does not. The caller closes it. */
  readonly connection: Redis | Cluster;
  /** Told of each change, and of the first state. */
  readonly reachable?: (isReachable: boolean) => void;
  /** Milliseconds that Redis may be away or silent before a call fails. Default: 5,000. */
  readonly patience?: number;
}

const PATIENCE = 5_000;
/** Commands without an answer that the client may keep: each holds its arguments until Redis is back. */
const MOST_OVERDUE = 100;

/** What ioredis tells when a connection ends, of one server and of a Cluster. */
const GOING = ['close', 'end'];

/** Asks Redis and never waits for ever: what has no answer in time fails with QueueAwayError, done or not. */
export class RedisLink {
  readonly #client: Redis | Cluster;
  readonly #patience: number;
  readonly #tell: (isReachable: boolean) => void;
  readonly #onReady = (): void => this.#come();
  readonly #onGone = (): void => this.#go();
  readonly #waiters = new Set<() => void>();
  #awaySince = performance.now();
  #overdue = 0;
  #isReachable: boolean | undefined;
  #isClosed = false;

  constructor({ connection, reachable = () => {}, patience = PATIENCE }: RedisLinkOptions) {
    this.#client = connection;
    this.#patience = patience;
    this.#tell = reachable;
    connection.on('ready', this.#onReady);
    for (const event of GOING) connection.on(event, this.#onGone);
    if (this.#isUp) this.#onReady();
  }

  /** @throws QueueAwayError for whatever keeps Redis from answering with success */
  async run<Reply>(command: (client: Redis | Cluster) => Promise<Reply>): Promise<Reply> {
    await this.#whenUp();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new QueueAwayError('Redis has not answered')), this.#patience);
    });
    const asked = this.#watch(command(this.#client));
    try {
      return await Promise.race([asked.reply, late]);
    } catch (error) {
      asked.giveUp();
      throw toAwayError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws QueueAwayError */
  script(script: RedisScript, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.run(async (client) => {
      try {
        return await client.evalsha(script.sha, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return await client.eval(script.text, keys.length, ...keys, ...args);
      }
    });
  }

  /** From now on every call fails. The client stays open. */
  close(): void {
    this.#isClosed = true;
    this.#client.off('ready', this.#onReady);
    for (const event of GOING) this.#client.off(event, this.#onGone);
    this.#wake();
  }

  get #isUp(): boolean {
    return this.#client.status === 'ready';
  }

  async #whenUp(): Promise<void> {
    if (!this.#isClosed && !this.#isUp) await this.#whenBack();
    if (this.#isClosed) throw new QueueAwayError('This is closed');
    if (!this.#isUp) throw new QueueAwayError('There is no connection to Redis');
    if (this.#overdue >= MOST_OVERDUE) throw new QueueAwayError('Redis does not answer');
  }

  /** Resolves when Redis is back, or has been away for longer than anybody's patience. */
  async #whenBack(): Promise<void> {
    const left = this.#awaySince + this.#patience - performance.now();
    if (left <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left);
      this.#waiters.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** A reply may come after it was given up: that is counted, and no rejection is left alone. */
  #watch<Reply>(reply: Promise<Reply>): { reply: Promise<Reply>; giveUp: () => void } {
    let isOver = false;
    let isOverdue = false;
    const end = (isAnswer: boolean): void => {
      isOver = true;
      if (isOverdue) this.#overdue -= 1;
      if (isAnswer) this.#say(true);
    };
    reply.then(
      () => end(true),
      () => end(false),
    );
    const giveUp = (): void => {
      if (isOver) return;
      isOverdue = true;
      this.#overdue += 1;
      this.#say(false);
    };
    return { reply, giveUp };
  }

  #come(): void {
    this.#say(true);
    this.#wake();
  }

  #go(): void {
    if (this.#isReachable !== false) this.#awaySince = performance.now();
    this.#say(false);
  }

  #wake(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }

  #say(isReachable: boolean): void {
    if (this.#isClosed || this.#isReachable === isReachable) return;
    this.#isReachable = isReachable;
    this.#tell(isReachable);
  }
}

/** Without the error itself: those of ioredis carry the command, and with it what is queued or a password. */
function toAwayError(error: unknown): QueueAwayError {
  if (error instanceof QueueAwayError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new QueueAwayError(`Redis could not do it: ${text}`);
}
