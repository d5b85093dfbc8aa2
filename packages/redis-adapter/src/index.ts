export { BucketCountError } from './buckets/bucket-errors.js';
export { BucketSet, type BucketSetOptions } from './buckets/bucket-set.js';
export { BUCKET_TAGS, BUCKETS, bucketOf, hashTag } from './buckets/bucket-tags.js';
export type { ScriptConnection } from './buckets/script-connection.js';
export { RedisChannelStore, type RedisChannelStoreOptions } from './channels/redis-channel-store.js';
