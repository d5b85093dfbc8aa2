export { BucketCountError } from './buckets/bucket-errors.js';
export { BucketSet, type BucketSetOptions } from './buckets/bucket-set.js';
export { BUCKET_TAGS, BUCKETS, bucketOf, hashTag } from './buckets/bucket-tags.js';
export type { ScriptConnection } from './buckets/script-connection.js';
export type { BusCounters, BusObserver, BusOperation, DropCause } from './bus/bus-counters.js';
export { BusOptionsError, type RedisBusOptions } from './bus/bus-options.js';
export type { BusMode } from './bus/hub/hub.js';
export { RedisBus } from './bus/redis-bus.js';
export type { AppCount, ClusterCount } from './channels/counts/count-cluster.js';
export { RedisChannelStore, type RedisChannelStoreOptions } from './channels/redis-channel-store.js';
export { type AwaitRedisParts, awaitRedis } from './connection/await-redis.js';
export type { ConnectionLog } from './connection/connection-errors.js';
export type { ConnectionUse } from './connection/connection-use.js';
export { type OpenConnectionOptions, openConnection } from './connection/open-connection.js';
export { type ConnectionState, RedisAwayError, type RedisConnection } from './connection/redis-connection.js';
export {
  type ClusterDeployment,
  type RedisAddress,
  type RedisDeployment,
  type RedisSettings,
  RedisSettingsError,
  type RedisTls,
  type SentinelDeployment,
  type SingleDeployment,
  type SocketDeployment,
} from './connection/redis-settings.js';
export type { Finding, FindingCode } from './connection/self-test/finding.js';
export { type SelfTestOptions, type SelfTestReport, selfTest } from './connection/self-test/self-test.js';
export type { PubSub } from './connection/self-test/server-facts.js';
export {
  type CountingConnection,
  createRedisPorts,
  type RedisPorts,
  type RedisPortsOptions,
} from './create-redis-ports.js';
export { SharedLimits, type SharedPoints } from './limits/shared-limits.js';
export type { PassOn, WebhookBatch } from './outbox/webhook-batch.js';
