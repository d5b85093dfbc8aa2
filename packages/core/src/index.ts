export type { App, AppFeatures, AppLimits, RateLimit } from './app/app.js';
export type { AppProvider } from './app/app-provider.js';
export { StaticAppProvider } from './app/static-app-provider.js';
export { type Clock, systemClock, type Timer } from './clock.js';
export type {
  Adapter,
  AdapterReceiver,
  Batch,
  CachedFrame,
  ControlMessage,
  Exclusion,
} from './cluster/adapter.js';
export type { CachedEvent, CacheStore } from './cluster/cache-store.js';
export type {
  ChannelRef,
  ChannelStore,
  ChannelStoreHost,
  ChannelSummary,
  HeldChannel,
  JoiningMember,
  JoinReply,
  JoinRequest,
  LeaveCause,
  LeaveReply,
  LeaveRequest,
  MemberChange,
  MemberUpdate,
  Stamp,
  Transition,
} from './cluster/channel-store.js';
export {
  type ClaimReply,
  claimLease,
  type IdempotencyClaim,
  type IdempotencyKey,
  type IdempotencyStore,
  type RecordedResponse,
} from './cluster/idempotency-store.js';
export type { QuotaStore } from './cluster/quota-store.js';
export type { Stores } from './cluster/stores.js';
export type {
  SignInReply,
  SignOutReply,
  UserStatement,
  UserStatus,
  UserStore,
  UserStoreHost,
} from './cluster/user-store.js';
export type { ConnectRequest } from './connection/admission.js';
export type { Connection } from './connection/connection.js';
export type { Socket } from './connection/socket.js';
export { createNode, type NodeOptions, type NodeSettings } from './create-node.js';
export { LocalAdapter } from './local/local-adapter.js';
export { LocalCacheStore } from './local/local-cache-store.js';
export { type Grace, LocalChannelStore } from './local/local-channel-store.js';
export { type LocalIdempotencyOptions, LocalIdempotencyStore } from './local/local-idempotency-store.js';
export { LocalQuotaStore } from './local/local-quota-store.js';
export { LocalUserStore } from './local/local-user-store.js';
export { andThen, type MaybePromise } from './maybe-promise.js';
export type { RealtimeNode } from './node.js';
export type { AppTable, NodeTables } from './node-tables.js';
export type {
  AdapterOperation,
  AppCounters,
  AuthenticationFailure,
  ClientEventRejection,
  ConnectionEnd,
  ConnectionErrorType,
  ConnectionFacts,
  ConnectionOutcome,
  DisconnectReason,
  DropReason,
  MessageKind,
  Observer,
  PresenceEvent,
  SocketLimiter,
  SubscriptionFailure,
  SubscriptionFailureReason,
} from './observer/observer.js';
export type { Publication, PublicationSource } from './publish/publisher.js';
export { type ChannelQueries, describeCounts } from './queries/channel-queries.js';
export { RecordIds } from './webhook/record-ids.js';
export type { WebhookRecord, WebhookSink } from './webhook/webhook-sink.js';
