import calculateSlot from 'cluster-key-slot';

/** Fixed for an installation: every key of a channel, user or app lives in one of these. */
export const BUCKETS = 128;

const SLOTS = 16_384;
const SLOTS_A_BUCKET = SLOTS / BUCKETS;

/** The bucket of an owner: `appId:channel`, `appId:userId` or `appId`. */
export function bucketOf(owner: string): number {
  return calculateSlot(owner) % BUCKETS;
}

/**
 * The hash tag of each bucket, without braces: the shortest number whose slot lies in the bucket's own range of 128
 * slots, so that buckets spread evenly over any number of primaries (Redis Cluster specification, "Hash tags").
 */
export const BUCKET_TAGS: readonly string[] = findTags();

function findTags(): string[] {
  const tags = new Map<number, string>();
  for (let number = 0; tags.size < BUCKETS; number += 1) {
    const tag = String(number);
    const range = Math.floor(calculateSlot(tag) / SLOTS_A_BUCKET);
    if (!tags.has(range)) tags.set(range, tag);
  }
  return Array.from({ length: BUCKETS }, (_, bucket) => tags.get(bucket) ?? '');
}

/** The hash tag of an owner's bucket, braces included. */
export function hashTag(owner: string): string {
  return `{${BUCKET_TAGS[bucketOf(owner)]}}`;
}
