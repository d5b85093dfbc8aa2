import type { Bucket } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import { channelRef, parseChannelRef } from '../channels/channel-ref.js';

/** A user, and where what is known of it is kept. */
export interface UserPlace {
  readonly appId: string;
  readonly userId: string;
  /** Unambiguous over all apps, as a channel's. */
  readonly ref: string;
  readonly bucket: Bucket;
}

export function locateUser(buckets: BucketSet, appId: string, userId: string): UserPlace {
  const ref = channelRef({ appId, name: userId });
  return { appId, userId, ref, bucket: buckets.of(`${appId}:${userId}`) };
}

export function parseUserRef(ref: string): { readonly appId: string; readonly userId: string } {
  const { appId, name } = parseChannelRef(ref);
  return { appId, userId: name };
}
