export { BucketCountError } from './buckets/bucket-errors.js';
export { BucketSet, type BucketSetOptions } from './buckets/bucket-set.js';
export { BUCKET_TAGS, BUCKETS, bucketOf, hashTag } from './buckets/bucket-tags.js';
export type { ScriptConnection } from './buckets/script-connection.js';
export { RedisCacheStore, type RedisCacheStoreOptions } from './cache/redis-cache-store.js';
export { RedisChannelStore, type RedisChannelStoreOptions } from './channels/redis-channel-store.js';
export { RedisQuotaStore, type RedisQuotaStoreOptions } from './quotas/redis-quota-store.js';
export { RedisUserStore, type RedisUserStoreOptions } from './users/redis-user-store.js';
export { StatusAdapter } from './users/status-adapter.js';
