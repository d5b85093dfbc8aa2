export { BUCKET_TAGS, BUCKETS, bucketOf, hashTag } from './buckets/bucket-tags.js';
export type { BusCounters, BusObserver, BusOperation, DropCause } from './bus/bus-counters.js';
export { BusOptionsError, type RedisBusOptions } from './bus/bus-options.js';
export type { BusMode } from './bus/hub/hub.js';
export { RedisBus } from './bus/redis-bus.js';
