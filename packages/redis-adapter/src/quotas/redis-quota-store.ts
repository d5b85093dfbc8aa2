import type { Clock, QuotaStore } from '@shoal/core';
import { PusherError } from '@shoal/protocol';
import type { BucketSet } from '../buckets/bucket-set.js';
import { appRef } from '../channels/channel-ref.js';
import { admit } from '../scripts/quotas/admit.js';
import { countConnections } from '../scripts/quotas/count-connections.js';
import { Tallies, type Tally } from './tally.js';
import { TallyWriter } from './tally-writer.js';

export interface RedisQuotaStoreOptions {
  readonly buckets: BucketSet;
  readonly clock: Clock;
}

/**
 * Connections per app over all nodes, in Redis. Who comes to an app with a limit is asked for: all who come in one
 * tick together, and one question of an app at a time, so that what the node says of itself is always exact.
 * Create it before the buckets are started.
 */
export class RedisQuotaStore implements QuotaStore {
  private readonly buckets: BucketSet;
  private readonly clock: Clock;
  private readonly tallies: Tallies;
  private readonly writer: TallyWriter;
  private readonly toAsk = new Set<Tally>();

  constructor({ buckets, clock }: RedisQuotaStoreOptions) {
    this.buckets = buckets;
    this.clock = clock;
    this.tallies = new Tallies(buckets);
    this.writer = new TallyWriter(clock, this.tallies);
    buckets.onRegistered((bucket, registered) => this.writer.registered(bucket, registered));
  }

  admit(appId: string, count: number, limit: number | undefined): boolean | Promise<boolean> {
    const tally = this.tallies.of(appId);
    tally.said = count;
    if (limit === undefined) {
      this.writer.write(tally);
      return true;
    }
    if (tally.bucket.isAway) return this.decideHere(tally, limit);
    return new Promise((resolve, reject) => {
      tally.waiting.push({ limit, resolve, reject });
      this.askSoon(tally);
    });
  }

  release(appId: string, count: number): void {
    const tally = this.tallies.of(appId);
    tally.said = count;
    this.writer.write(tally);
  }

  async count(appId: string): Promise<number> {
    const bucket = this.buckets.of(appId);
    this.writer.flush(this.tallies.in(bucket));
    const reply = await bucket.ask({ script: countConnections, args: [appRef(appId)] });
    return reply.number(0);
  }

  private askSoon(tally: Tally): void {
    if (this.toAsk.size === 0) {
      this.clock.atEndOfTick(() => {
        const all = [...this.toAsk];
        this.toAsk.clear();
        for (const one of all) this.ask(one);
      });
    }
    this.toAsk.add(tally);
  }

  private ask(tally: Tally): void {
    const limit = tally.waiting.at(-1)?.limit;
    if (limit === undefined || tally.asking.length > 0) return;
    const own = tally.said - tally.waiting.length;
    tally.asking = tally.waiting;
    tally.waiting = [];
    const args = [tally.ref, String(own), String(tally.asking.length), String(limit)];
    tally.bucket.ask({ script: admit, args }).then(
      (reply) => this.answered(tally, { own, admitted: reply.number(0) }),
      (error: unknown) => this.failed(tally, error),
    );
  }

  private answered(tally: Tally, { own, admitted }: { own: number; admitted: number }): void {
    const applicants = tally.asking;
    tally.asking = [];
    tally.stated = own + admitted;
    tally.said -= applicants.length - admitted;
    applicants.forEach(({ resolve }, at) => {
      resolve(at < admitted);
    });
    this.goOn(tally);
  }

  /** Nobody knows whether it was counted; it is said again. */
  private failed(tally: Tally, error: unknown): void {
    const isAway = error instanceof PusherError && error.key === 'backend';
    tally.stated = undefined;
    for (let next = tally.asking.shift(); next !== undefined; next = tally.asking.shift()) {
      if (isAway) next.resolve(this.decideHere(tally, next.limit));
      else next.reject(error);
    }
    this.goOn(tally);
  }

  private goOn(tally: Tally): void {
    this.writer.write(tally);
    if (tally.waiting.length > 0) this.askSoon(tally);
  }

  /** By this node's own count, in which the one at the door already is. */
  private decideHere(tally: Tally, limit: number): boolean {
    const isAdmitted = tally.held <= limit;
    if (!isAdmitted) tally.said -= 1;
    this.writer.write(tally);
    return isAdmitted;
  }
}
