import type { ChannelRef, MemberUpdate } from '@shoal/core';
import type { Bucket } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import { channelRef, hasMembers } from './channel-ref.js';

/** What this process remembers of a channel that this node was stated to be in. */
export interface ChannelPart {
  readonly channel: ChannelRef;
  readonly ref: string;
  /** Bits of the events that its endpoints want, as stated last. */
  wants: string;
  /** The newest version of its list that was handed to the node. */
  seenVersion: number;
  /** The epoch in which it was stated last; empty when it never was. */
  epoch: string;
  /** Its list was read in a young epoch, which is over: the whole list is asked for. */
  isPartial: boolean;
  /** Joins that are not answered. */
  joining: number;
  /** It goes at the end of this turn. */
  isLeft: boolean;
}

/** Channels that this node is in, by bucket. */
export class ChannelParts {
  private readonly buckets: BucketSet;
  private readonly byBucket = new Map<Bucket, Map<string, ChannelPart>>();

  constructor(buckets: BucketSet) {
    this.buckets = buckets;
  }

  locate(channel: ChannelRef): { readonly ref: string; readonly bucket: Bucket } {
    const bucket = this.buckets.of(`${channel.appId}:${channel.name}`);
    return { ref: channelRef(channel), bucket };
  }

  find(bucket: Bucket, ref: string): ChannelPart | undefined {
    return this.byBucket.get(bucket)?.get(ref);
  }

  /** @returns the channel's part; count the join out when it is answered */
  join(channel: ChannelRef, wants: string): ChannelPart {
    const { ref, bucket } = this.locate(channel);
    const parts = this.byBucket.get(bucket) ?? new Map<string, ChannelPart>();
    this.byBucket.set(bucket, parts);
    const part = parts.get(ref) ?? {
      channel,
      ref,
      wants,
      seenVersion: 0,
      epoch: '',
      isPartial: false,
      joining: 0,
      isLeft: false,
    };
    parts.set(ref, part);
    part.wants = wants;
    part.joining += 1;
    part.isLeft = false;
    return part;
  }

  /** Takes it out after this turn: members who leave together with the last one are asked for it as well. */
  leave(bucket: Bucket, ref: string): void {
    const part = this.find(bucket, ref);
    if (part === undefined) return;
    part.isLeft = true;
    queueMicrotask(() => {
      if (part.isLeft) this.byBucket.get(bucket)?.delete(ref);
    });
  }

  /** A list, or what has changed in it, was handed over. */
  saw(bucket: Bucket, ref: string, { kind, stamp }: MemberUpdate): void {
    const part = this.find(bucket, ref);
    if (part === undefined) return;
    part.seenVersion = Math.max(part.seenVersion, stamp.version);
    if (kind === 'members') part.isPartial = false;
  }

  of(bucket: Bucket): Iterable<ChannelPart> {
    return this.byBucket.get(bucket)?.values() ?? [];
  }

  /** Presence channels of one bucket. */
  *withMembers(bucket: Bucket): Iterable<ChannelPart> {
    for (const part of this.of(bucket)) {
      if (hasMembers(part.channel)) yield part;
    }
  }
}
