import type { Clock } from '@shoal/core';
import type { Listening } from './listening.js';
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
    if (!this.isRunning) this.askNext();
  }

  check(): void {
    if (this.clock.now() >= this.retryAt) this.ready();
  }

  close(): void {}

  private askNext(): void {
    const chunk = this.nextChunk();
    this.isRunning = chunk.length > 0;
    if (chunk.length === 0) return;
    this.retryAt = this.clock.now() + retryInterval;
    this.subscriptions.ask(chunk);
    this.clock.atEndOfTick(() => this.askNext());
  }

  private nextChunk(): Listening[] {
    const chunk: Listening[] = [];
    if (!this.subscriptions.canAsk) return chunk;
    for (const listening of this.subscriptions.unsettledIn('lost')) {
      if (listening.command !== (chunk[0] ?? listening).command) continue;
      chunk.push(listening);
      if (chunk.length === channelsPerTurn) break;
    }
    return chunk;
  }
}
