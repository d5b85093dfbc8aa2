export { BUCKET_TAGS, BUCKETS, bucketOf, hashTag } from './buckets/bucket-tags.js';
