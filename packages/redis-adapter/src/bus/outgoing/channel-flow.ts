import type { ChannelRef } from '@shoal/core';
import { bucketOf } from '../../buckets/bucket-tags.js';
import type { PacketPart } from '../packet/packet.js';
import { ownerOf, roomOf } from '../room.js';

/** What this node says in one channel. */
export interface ChannelFlow {
  readonly room: string;
  readonly bucket: number;
  /** Said in this tick and not sent yet. */
  pending: PacketPart[];
  pendingBytes: number;
  /** Monotonic milliseconds of the acceptance of the oldest batch that is pending; infinite when none is. */
  acceptedAt: number;
  /** Of the last packet. */
  sequence: number;
  /** Nothing was sent since the count began. */
  isFresh: boolean;
}

/**
 * The flow of every channel that this node publishes in, with its count of packets. Counts that were not used for
 * long are forgotten. One that begins anew begins above all that were ever used, so that no receiver takes its
 * packets for duplicates.
 */
export class ChannelFlows {
  private readonly limit: number;
  /** By owner, the one used longest ago first. */
  private readonly flows = new Map<string, ChannelFlow>();
  /** Packets sent by this node in any channel: no count is above it. */
  private total = 0;

  /** @param limit counts to remember */
  constructor(limit = 65_536) {
    this.limit = limit;
  }

  of(channel: ChannelRef): ChannelFlow {
    const owner = ownerOf(channel);
    let flow = this.flows.get(owner);
    if (flow === undefined) {
      flow = this.begin(owner);
    } else {
      this.flows.delete(owner);
    }
    this.flows.set(owner, flow);
    return flow;
  }

  /** The number of the flow's next packet. */
  advance(flow: ChannelFlow): { sequence: number; isFirst: boolean } {
    this.total += 1;
    flow.sequence += 1;
    const isFirst = flow.isFresh;
    flow.isFresh = false;
    return { sequence: flow.sequence, isFirst };
  }

  private begin(owner: string): ChannelFlow {
    this.makeRoom();
    return {
      room: roomOf(owner),
      bucket: bucketOf(owner),
      pending: [],
      pendingBytes: 0,
      acceptedAt: Number.POSITIVE_INFINITY,
      sequence: this.total,
      isFresh: true,
    };
  }

  private makeRoom(): void {
    if (this.flows.size < this.limit) return;
    for (const [owner, flow] of this.flows) {
      // What is pending still needs its number.
      if (flow.pending.length > 0) continue;
      this.flows.delete(owner);
      return;
    }
  }
}
