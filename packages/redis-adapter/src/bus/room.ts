import type { ChannelRef } from '@shoal/core';
import { hashTag } from '../buckets/bucket-tags.js';

/** Whom a bucket belongs to: `appId:channel`. */
export function ownerOf({ appId, name }: ChannelRef): string {
  return `${appId}:${name}`;
}

/** The name of a channel's room. The tag keeps all rooms of a bucket on one node of a Redis Cluster. */
export function roomOf(owner: string): string {
  return `${hashTag(owner)}${owner}`;
}
