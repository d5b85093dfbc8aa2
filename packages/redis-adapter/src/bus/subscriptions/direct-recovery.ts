import type { Clock } from '@shoal/core';
import type { Listening } from './listening.js';
import type { Recovery } from './recovery.js';
import type { Subscriptions } from './subscriptions.js';

/** Channels that are asked for in one turn. The next ones when these are answered, so no turn sees more answers. */
const channelsPerTurn = 1000;

/** Between two attempts at what was refused. */
const retryInterval = 1000;

/**
 * On one connection (single Redis, Sentinel): we subscribe again ourselves, because ioredis would do it for all
 * channels in one turn and leave every refusal unhandled.
 */
export class DirectRecovery implements Recovery {
  private readonly subscriptions: Subscriptions;
  private readonly clock: Clock;
  /** What is being asked for now. */
  private chunks: Iterator<readonly Listening[]> | undefined;
  private retryAt = 0;

  constructor(subscriptions: Subscriptions, clock: Clock) {
    this.subscriptions = subscriptions;
    this.clock = clock;
  }

  lost(): void {
    this.chunks = undefined;
    this.subscriptions.loseAll();
  }

  ready(): void {
    if (this.chunks !== undefined) return;
    this.chunks = inChunks(this.subscriptions.unsettledIn('lost'));
    this.ask(this.chunks);
  }

  check(): void {
    if (this.clock.now() >= this.retryAt) this.ready();
  }

  close(): void {}

  private ask(chunks: Iterator<readonly Listening[]>): void {
    // The connection was cut, and all begins anew.
    if (this.chunks !== chunks) return;
    const { value: chunk, done } = chunks.next();
    if (done || !this.subscriptions.canAsk) {
      this.chunks = undefined;
      return;
    }
    this.retryAt = this.clock.now() + retryInterval;
    this.subscriptions.ask(chunk, () => this.clock.atEndOfTick(() => this.ask(chunks)));
  }
}

/** Never twice the same: what is refused meanwhile waits for the next attempt. */
function* inChunks(all: Iterable<Listening>): Generator<readonly Listening[], undefined> {
  let chunk: Listening[] = [];
  for (const listening of all) {
    if (chunk.length === channelsPerTurn) {
      yield chunk;
      chunk = [];
    }
    chunk.push(listening);
  }
  if (chunk.length > 0) yield chunk;
}
