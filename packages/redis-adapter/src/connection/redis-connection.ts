import { Cluster, type Redis } from 'ioredis';
import type { ConnectionErrors, ConnectionLog } from './connection-errors.js';
import { type ConnectionUse, patienceOf } from './connection-use.js';
import { Pulse } from './pulse.js';

/** `away`: no connection, or a PING unanswered for a second. Of a Cluster: no primary answers. */
export type ConnectionState = 'ready' | 'away';

export interface RedisConnectionParts {
  readonly use: ConnectionUse;
  readonly client: Redis | Cluster;
  readonly errors: ConnectionErrors;
  readonly log: ConnectionLog;
}

/** Redis did not answer in time. The message says what stood in the way, without secrets. */
export class RedisAwayError extends Error {
  override readonly name = 'RedisAwayError';
}

const beatMs = 250;
const awayAfterMs = 1_000;
/** How long closing waits for the other side. */
const endTimeoutMs = 2_000;

/**
 * One connection of the process to Redis, which returns by itself for ever, and what is known of its state. While
 * it is away the client refuses commands at once, except for the use `queue`.
 */
export class RedisConnection implements AsyncDisposable {
  readonly use: ConnectionUse;
  readonly client: Redis | Cluster;
  readonly #errors: ConnectionErrors;
  readonly #log: ConnectionLog;
  /** By connection: those of a Cluster's nodes are replaced when they end. */
  readonly #pulses = new WeakMap<Redis, Pulse>();
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  readonly #timer: NodeJS.Timeout;
  #state: ConnectionState = 'away';
  #isClosed = false;

  constructor({ use, client, errors, log }: RedisConnectionParts) {
    this.use = use;
    this.client = client;
    this.#errors = errors;
    this.#log = log;
    for (const event of ['error', 'node error', 'nodeError']) {
      client.on(event, (error: unknown) => this.#errors.report(error));
    }
    client.on('ready', () => this.#beat());
    client.on('+node', () => this.#beat());
    client.on('-node', () => this.#judge());
    for (const event of ['close', 'end']) client.on(event, () => this.#lost());
    this.#timer = setInterval(() => this.#beat(), beatMs).unref();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Of a Cluster: the owners of slots that do not answer, as `host:port`. Empty for everything else. */
  get awayPrimaries(): readonly string[] {
    if (!(this.client instanceof Cluster)) return [];
    const owners = new Set(this.client.slots.map(([owner]) => owner).filter((owner) => owner !== undefined));
    for (const server of this.#servers()) {
      if (this.#isAnswering(server)) owners.delete(`${server.options.host}:${server.options.port}`);
    }
    return [...owners];
  }

  /** What went wrong last, without secrets. */
  get lastError(): string | undefined {
    return this.#errors.last;
  }

  /** Calls `listener` with every change of {@link state}, until the returned function is called. */
  onState(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws RedisAwayError after `withinMs`, or when the connection is closed meanwhile */
  async ready(withinMs: number): Promise<void> {
    if (this.#state === 'ready') return;
    const isReady = await new Promise<boolean>((resolve) => {
      const settle = (value: boolean) => {
        clearTimeout(timer);
        forget();
        resolve(value);
      };
      const timer = setTimeout(() => settle(false), withinMs);
      const forget = this.onState((state) => settle(state === 'ready'));
      if (this.#isClosed) settle(false);
    });
    if (isReady) return;
    throw new RedisAwayError(`Redis does not answer: ${this.lastError ?? `nothing within ${withinMs} ms`}`);
  }

  /** Ends the connection; commands that are not answered yet fail. Wait for what must not be lost first. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    const isOpen = ['ready', 'connect', 'connecting'].includes(this.client.status);
    const ended = this.#ended();
    this.client.disconnect();
    if (isOpen) await ended;
    this.#state = 'away';
    for (const listener of [...this.#listeners]) listener('away');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #ended(): Promise<void> {
    return new Promise((resolve) => {
      this.client.once('end', resolve);
      setTimeout(resolve, endTimeoutMs).unref();
    });
  }

  /** Those of a Cluster are left alone until it is ready: it refuses its own checks while they connect. */
  #servers(): Redis[] {
    if (!(this.client instanceof Cluster)) return [this.client];
    return this.client.status === 'ready' ? this.client.nodes('master') : [];
  }

  #pulse(server: Redis): Pulse {
    const known = this.#pulses.get(server);
    if (known !== undefined) return known;
    const pulse = new Pulse(
      () => server.ping(),
      () => this.#judge(),
    );
    this.#pulses.set(server, pulse);
    return pulse;
  }

  #isAnswering(server: Redis): boolean {
    const pulse = this.#pulse(server);
    return server.status === 'ready' && pulse.hasAnswered && pulse.silence(performance.now()) < awayAfterMs;
  }

  #beat(): void {
    const now = performance.now();
    for (const server of this.#servers()) {
      if (server.status === 'connect') this.#pulse(server).expect(now);
      // A Cluster's nodes connect with the first question.
      else if (server.status === 'ready' || server.status === 'wait') this.#pulse(server).ask(now);
    }
    // After a stall of this process the answers lie in the sockets: they are read before anybody is judged.
    setImmediate(() => {
      this.#giveUpSilent();
      this.#judge();
    });
  }

  #judge(): void {
    if (this.#isClosed) return;
    const servers = this.#servers();
    const isReady = this.client.status === 'ready' && servers.some((server) => this.#isAnswering(server));
    // Commands to a primary that still connects would be refused, so a Cluster is ready when all had their time.
    const isSettling = this.#state === 'away' && servers.some((server) => this.#isConnecting(server));
    this.#become(isReady && !isSettling ? 'ready' : 'away');
  }

  #isConnecting(server: Redis): boolean {
    return !this.#isAnswering(server) && this.#pulse(server).silence(performance.now()) < awayAfterMs;
  }

  #giveUpSilent(): void {
    const now = performance.now();
    const patience = patienceOf(this.use);
    for (const server of this.#servers()) {
      if (this.#isClosed || this.#pulse(server).silence(now) < patience) continue;
      this.#pulses.delete(server);
      this.#errors.report(new Error(`no answer for ${patience / 1000} seconds, the connection is given up`));
      server.disconnect(!(this.client instanceof Cluster));
    }
  }

  #lost(): void {
    if (!(this.client instanceof Cluster)) this.#pulses.delete(this.client);
    this.#judge();
  }

  #become(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    if (state === 'ready') this.#log.info('redis is ready', { use: this.use });
    else this.#log.warn('redis is away', { use: this.use });
    for (const listener of [...this.#listeners]) listener(state);
  }
}
