import type { Clock, IdempotencyClaim, IdempotencyStore, RecordedResponse } from '@shoal/core';
import { PusherError } from '@shoal/protocol';
import type { Logger } from '@shoal/runtime';

/**
 * Milliseconds after which a claim is too old to publish on: half its lease, so that a publish has left long before
 * another node may take the key over, however slow the way to the store was.
 */
const freshness = 5000;

export interface ClaimedKeysParts {
  readonly store: IdempotencyStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}

interface Held {
  readonly claim: IdempotencyClaim;
  /** When its claim or last renewal was sent, by this node's monotonic clock. */
  sentAt: number;
}

/** The keys of one request: those that it holds, and those that were answered before. */
export class ClaimedKeys {
  private readonly parts: ClaimedKeysParts;
  private readonly held = new Map<string, Held>();
  private readonly responses = new Map<string, RecordedResponse>();

  constructor(parts: ClaimedKeysParts) {
    this.parts = parts;
  }

  addClaimed(claim: IdempotencyClaim, sentAt: number): void {
    this.held.set(claim.key, { claim, sentAt });
  }

  addDone(key: string, response: RecordedResponse): void {
    this.responses.set(key, response);
  }

  /** What the first publish with the key was answered, on whatever node; undefined when there was none yet. */
  responseOf(key: string): RecordedResponse | undefined {
    return this.responses.get(key);
  }

  /** Whether every claim is young enough to publish on, right now. */
  areFresh(): boolean {
    return this.stale().length === 0;
  }

  /**
   * Renews what is too old. Ask `areFresh` first, and publish in the same turn in which this resolves.
   *
   * @throws PusherError `backend`; `idempotency_in_progress` when a claim was lost
   */
  async renew(): Promise<void> {
    for (const held of this.stale()) {
      held.sentAt = this.parts.clock.now();
      if (!(await this.parts.store.renew(held.claim))) throw new PusherError('idempotency_in_progress');
    }
    if (!this.areFresh()) throw new PusherError('backend');
  }

  /**
   * To be called after publishing; never throws. A response that could not be recorded is logged: the publish was
   * made and is answered as such, and a repeat after the lease makes it again.
   */
  async record(key: string, response: RecordedResponse): Promise<void> {
    const held = this.held.get(key);
    if (held === undefined) return;
    this.held.delete(key);
    this.responses.set(key, response);
    try {
      if (await this.parts.store.record(held.claim, response)) return;
      this.parts.logger.warn('idempotency key not recorded', { reason: 'its lease ran out' });
    } catch (error) {
      this.parts.logger.warn('idempotency key not recorded', { error });
    }
  }

  /**
   * Gives keys back, all unless named, of publishes that were certainly not made; never throws. One that could not
   * be given back is free when its lease has run out.
   */
  async release(keys: Iterable<string> = [...this.held.keys()]): Promise<void> {
    for (const key of keys) {
      const held = this.held.get(key);
      if (held === undefined) continue;
      this.held.delete(key);
      try {
        await this.parts.store.release(held.claim);
      } catch (error) {
        this.parts.logger.warn('idempotency key not given back', { error });
      }
    }
  }

  private stale(): Held[] {
    const now = this.parts.clock.now();
    return [...this.held.values()].filter(({ sentAt }) => now - sentAt >= freshness);
  }
}
