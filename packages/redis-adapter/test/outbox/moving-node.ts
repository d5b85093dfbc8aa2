import { type ChannelRef, RecordIds } from '@shoal/core';
import type { WebhookEventName } from '@shoal/protocol';
import { RedisChannelStore } from '../../src/channels/redis-channel-store.js';
import { OutboxMover } from '../../src/outbox/outbox-mover.js';
import type { PassOn, WebhookBatch } from '../../src/outbox/webhook-batch.js';
import type { TimedCluster, TimedNode } from '../nodes/timed-cluster.js';

const wants: ReadonlySet<WebhookEventName> = new Set(['channel_occupied']);

export interface MovingNode {
  readonly node: TimedNode;
  readonly mover: OutboxMover;
  /** What was passed on here, in this order. */
  readonly passed: WebhookBatch[];
  /** How often it was asked to move its outbox. */
  pokes(): number;
  /** Occupies channels, in this order, each of them a fact. */
  occupy(...channels: readonly ChannelRef[]): Promise<void>;
}

export interface MovingNodeOptions {
  /** What follows once the batch is noted. Nothing, unless given. */
  readonly passOn?: PassOn;
}

/** A node with a channel store and a mover, on the cluster's first bucket. */
export async function addMovingNode(
  cluster: TimedCluster,
  { passOn = async () => {} }: MovingNodeOptions = {},
): Promise<MovingNode> {
  const { clock } = cluster;
  const passed: WebhookBatch[] = [];
  const recordIds = new RecordIds();
  const mover = new OutboxMover({
    ...{ clock, recordIds },
    passOn(batch) {
      passed.push(batch);
      return passOn(batch);
    },
  });
  let pokes = 0;
  return cluster.addNode(({ buckets }) => {
    const store = new RedisChannelStore({
      ...{ buckets, clock, recordIds, grace: { frames: 0, webhooks: 0, drain: 0 } },
      hint: () => {},
      recorded(bucket) {
        pokes += 1;
        mover.poke(bucket);
      },
    });
    store.start({ look() {}, recorded() {}, departed() {}, arrived() {}, held: () => [] });
    const occupy = async (...channels: readonly ChannelRef[]): Promise<void> => {
      const joins = channels.map((channel) => store.join({ channel, count: 1, wants, isWanted: () => true }));
      await cluster.ask(Promise.all(joins));
    };
    return { mover, passed, occupy, pokes: () => pokes };
  });
}

/** So many channels of an app, `<prefix>1` and on. */
export function channelsOf(appId: string, prefix: string, count: number): ChannelRef[] {
  return Array.from({ length: count }, (_, index) => ({ appId, name: `${prefix}${index + 1}` }));
}

export function namesIn({ records }: WebhookBatch): string[] {
  return records.map(({ event }) => ('channel' in event ? event.channel : ''));
}

/** A promise that the test keeps. */
export class Promised {
  keep: () => void = () => {};
  readonly promise = new Promise<void>((resolve) => {
    this.keep = resolve;
  });
}
