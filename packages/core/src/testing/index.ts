export {
  type AdapterCluster,
  type AdapterSubject,
  PlayedReceiver,
} from './conformance/adapter/adapter-subject.js';
export { describeAdapter } from './conformance/adapter/describe-adapter.js';
export type {
  ChannelStoreCluster,
  ChannelStoreSubject,
} from './conformance/channel-store/channel-store-subject.js';
export { describeChannelStore } from './conformance/channel-store/describe-channel-store.js';
export {
  type AppProviderFixture,
  type AppProviderSubject,
  describeAppProvider,
} from './conformance/describe-app-provider.js';
export {
  type CacheStoreCluster,
  type CacheStoreSubject,
  describeCacheStore,
} from './conformance/describe-cache-store.js';
export {
  describeIdempotencyStore,
  type IdempotencyStoreCluster,
  type IdempotencyStoreSubject,
  type IdempotencyTimes,
} from './conformance/describe-idempotency-store.js';
export {
  describeQuotaStore,
  type QuotaStoreCluster,
  type QuotaStoreSubject,
} from './conformance/describe-quota-store.js';
export {
  describeUserStore,
  type UserStoreCluster,
  type UserStoreSubject,
} from './conformance/describe-user-store.js';
export { fakePassage, type Passage, realPassage } from './conformance/passage.js';
export { delayStores } from './delayed/delay-stores.js';
export { DelayedAdapter } from './delayed/delayed-adapter.js';
export { DelayedCacheStore } from './delayed/delayed-cache-store.js';
export { DelayedChannelStore } from './delayed/delayed-channel-store.js';
export { DelayedIdempotencyStore } from './delayed/delayed-idempotency-store.js';
export { DelayedQuotaStore } from './delayed/delayed-quota-store.js';
export { DelayedUserStore } from './delayed/delayed-user-store.js';
export { type ActsWhen, ReplyQueue } from './delayed/reply-queue.js';
export { FakeClock } from './fake-clock.js';
export { FakeSocket, type ReceivedMessage } from './fake-socket.js';
export { type Carry, MemoryBus } from './memory-cluster/memory-bus.js';
export { MemoryCluster, type MemoryClusterOptions } from './memory-cluster/memory-cluster.js';
export { readFrames } from './read-frames.js';
export { RecordingAdapter } from './recording/recording-adapter.js';
export { RecordingObserver } from './recording/recording-observer.js';
export { RecordingWebhookSink } from './recording/recording-webhook-sink.js';
export { createTestApp, type TestAppOptions } from './test-app.js';
export { dataOf, type SigninOptions, type SubscribeOptions, TestClient } from './test-client.js';
export { createTestNode, TestNode, type TestNodeOptions, testSettings } from './test-node.js';
