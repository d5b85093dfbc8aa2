import type { Clock } from '@shoal/core';
import type { Listening, SubscribeCommand } from './listening.js';
import type { Recovery } from './recovery.js';
import type { Subscriptions } from './subscriptions.js';

/** Channels that are asked for in one turn of the event loop, by one command. */
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
  private isRunning = false;
  private retryAt = 0;

  constructor(subscriptions: Subscriptions, clock: Clock) {
    this.subscriptions = subscriptions;
    this.clock = clock;
  }

  lost(): void {
    this.subscriptions.loseAll();
  }

  ready(): void {
    if (this.isRunning) return;
    // What is refused meanwhile waits for the next attempt: it must not keep this one going for ever.
    const chunks = toChunks(this.subscriptions.unsettledIn('lost'));
    if (chunks.length > 0) this.retryAt = this.clock.now() + retryInterval;
    this.ask(chunks);
  }

  check(): void {
    if (this.clock.now() >= this.retryAt) this.ready();
  }

  close(): void {}

  private ask([chunk, ...rest]: readonly Listening[][]): void {
    this.isRunning = chunk !== undefined && this.subscriptions.canAsk;
    if (chunk === undefined || !this.isRunning) return;
    this.subscriptions.ask(chunk);
    this.clock.atEndOfTick(() => this.ask(rest));
  }
}

function toChunks(all: Iterable<Listening>): Listening[][] {
  const chunks: Listening[][] = [];
  const open = new Map<SubscribeCommand, Listening[]>();
  for (const listening of all) {
    let chunk = open.get(listening.command);
    if (chunk === undefined || chunk.length === channelsPerTurn) {
      chunk = [];
      chunks.push(chunk);
      open.set(listening.command, chunk);
    }
    chunk.push(listening);
  }
  return chunks;
}
