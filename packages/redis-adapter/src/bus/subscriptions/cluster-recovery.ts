import type { Clock } from '@shoal/core';
import type { Cluster } from 'ioredis';
import type { ReportFailure } from '../bus-counters.js';
import type { Listening } from './listening.js';
import type { Recovery } from './recovery.js';
import type { Subscriptions } from './subscriptions.js';

export interface ClusterRecoveryParts {
  readonly client: Cluster;
  readonly subscriptions: Subscriptions;
  readonly clock: Clock;
  /** First part of the names of all Redis channels. */
  readonly prefix: string;
  readonly report: ReportFailure;
  /** Something may be missed from now on, until all is confirmed again. */
  readonly onInterrupted: () => void;
}

/** Channels that are asked for in one turn: ioredis compares each of them with all others of the bucket. */
const channelsPerTurn = 500;

/** Between two attempts at what was refused. */
const retryInterval = 1000;

/** When ioredis has not said for so long that its subscribers are ready, or a probe is as old, we look again. */
const patience = 5000;

/**
 * On a Cluster ioredis subscribes again by itself, slot by slot, and tells nobody how that went. Commands about one
 * slot share a connection, so a throw-away subscription in the same bucket is confirmed after all that was asked
 * there before it, and refused where that was refused.
 *
 * Asking for a channel twice would leave it twice in the lists of ioredis: it is taken back before.
 */
export class ClusterRecovery implements Recovery {
  private readonly parts: ClusterRecoveryParts;
  /** Rises with every interruption: what was found out before it says nothing any more. */
  private interruptions = 0;
  private verifyAt = Number.POSITIVE_INFINITY;
  private retryAt = 0;
  private isAsking = false;

  constructor(parts: ClusterRecoveryParts) {
    this.parts = parts;
    parts.client.on('-node', this.nodeLost).on('-subscriber', this.interrupted);
    parts.client.on('subscribersReady', this.subscribersReady);
  }

  lost(): void {
    this.interrupted();
  }

  ready(): void {
    this.askLost();
  }

  check(): void {
    const now = this.parts.clock.now();
    if (now >= this.verifyAt) this.verify();
    if (now >= this.retryAt) this.askLost();
  }

  close(): void {
    const { client } = this.parts;
    client.off('-node', this.nodeLost).off('-subscriber', this.interrupted);
    client.off('subscribersReady', this.subscribersReady);
  }

  /** Only a subscriber's connection is told with the name of its node. */
  private readonly nodeLost = (_connection: unknown, node?: string): void => {
    if (node !== undefined) this.interrupted();
  };

  private readonly interrupted = (): void => {
    const { subscriptions, clock, onInterrupted } = this.parts;
    this.interruptions += 1;
    if (subscriptions.doubtAll()) onInterrupted();
    this.verifyAt = clock.now() + patience;
  };

  private readonly subscribersReady = (): void => {
    this.interrupted();
    this.verify();
  };

  private verify(): void {
    // Once more, should no answer come to what is asked now.
    const { clock, report } = this.parts;
    const askedAt = clock.now();
    this.verifyAt = askedAt + patience;
    const { interruptions } = this;
    for (const [tag, listenings] of byTag(this.parts.subscriptions.unsettledIn('doubtful'))) {
      this.probe(tag).then(
        () => {
          if (this.interruptions === interruptions) this.settle(listenings, 'confirmed');
        },
        (error: unknown) => {
          report('subscribe', error, (clock.now() - askedAt) / 1000);
          if (this.interruptions === interruptions) this.settle(listenings, 'lost');
        },
      );
    }
  }

  /**
   * Twice, because a connection that is still being made sends what ioredis repeats only after what was waiting for
   * it: the first confirmation says that it is made, the second that the repeated ones were answered.
   */
  private async probe(tag: string): Promise<void> {
    const { client, prefix } = this.parts;
    const channel = `${prefix}#probe#{${tag}}`;
    await client.ssubscribe(channel);
    await client.sunsubscribe(channel);
    await client.ssubscribe(channel);
    await client.sunsubscribe(channel);
  }

  private settle(listenings: readonly Listening[], state: 'confirmed' | 'lost'): void {
    const { subscriptions } = this.parts;
    for (const listening of listenings) {
      if (listening.state !== 'doubtful') continue;
      if (state === 'confirmed') subscriptions.confirm(listening);
      else subscriptions.unsettle(listening, 'lost');
    }
  }

  private askLost(): void {
    const { subscriptions } = this.parts;
    if (this.isAsking || !subscriptions.canAsk) return;
    const chunks = inChunks(byTag(subscriptions.unsettledIn('lost')).values());
    this.askNext(chunks);
  }

  /** One bucket's channels by one command, and the next ones in another turn. */
  private askNext(chunks: Iterator<readonly Listening[]>): void {
    const { subscriptions, clock } = this.parts;
    const { value: chunk, done } = chunks.next();
    this.isAsking = !done && subscriptions.canAsk;
    if (done || !this.isAsking) return;
    this.retryAt = clock.now() + retryInterval;
    // In the turns before, some may have been removed or found to be there.
    const lost = chunk.filter((listening) => listening.isUnsettled && listening.state === 'lost');
    if (lost.length > 0) {
      subscriptions.withdraw(lost);
      subscriptions.ask(lost);
    }
    clock.atEndOfTick(() => this.askNext(chunks));
  }
}

function* inChunks(groups: Iterable<readonly Listening[]>): Generator<readonly Listening[], undefined> {
  for (const group of groups) {
    for (let from = 0; from < group.length; from += channelsPerTurn) {
      yield group.slice(from, from + channelsPerTurn);
    }
  }
}

function byTag(all: Iterable<Listening>): Map<string, Listening[]> {
  const buckets = new Map<string, Listening[]>();
  for (const listening of all) {
    const tag = tagOf(listening);
    const bucket = buckets.get(tag);
    if (bucket === undefined) buckets.set(tag, [listening]);
    else bucket.push(listening);
  }
  return buckets;
}

/** What Redis computes the slot of a channel from (Redis Cluster specification, "Hash tags"). */
function tagOf({ channel }: Listening): string {
  const begin = channel.indexOf('{');
  const end = channel.indexOf('}', begin + 1);
  return begin < 0 || end <= begin + 1 ? channel : channel.slice(begin + 1, end);
}
