import type { Cluster, Redis } from 'ioredis';
import { type Finding, fatal } from './finding.js';

/** The stored value's format version, which comes first in everything that is stored. */
const format = '1';

/** Where an installation keeps its number of buckets. */
export function bucketCountKey(keyPrefix: string): string {
  return `${keyPrefix}buckets`;
}

/** Writes down the number of buckets the first time, and afterwards finds a number that differs. */
export async function checkBucketCount(
  client: Redis | Cluster,
  keyPrefix: string,
  buckets: number,
): Promise<Finding[]> {
  const key = bucketCountKey(keyPrefix);
  await client.set(key, `${format}:${buckets}`, 'NX');
  const stored = await client.get(key);
  if (stored === `${format}:${buckets}`) return [];
  return [
    fatal(
      'bucket-count',
      `The facts under ${key} were written with other buckets (${stored}) than this release has (${format}:${buckets}).`,
      'Choose another database.redis.key_prefix, or run the release that wrote them.',
    ),
  ];
}
