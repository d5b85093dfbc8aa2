export {
  type ChannelKind,
  type ChannelName,
  type ChannelType,
  needsAuthorization,
  parseChannelName,
  userChannel,
  userChannelPrefix,
  userIdOf,
} from './channel-name.js';
export {
  asPusherError,
  type ErrorEntry,
  type ErrorKey,
  errors,
  PusherError,
  type SubscriptionErrorType,
} from './errors.js';
export {
  type ClientEventMessage,
  type InboundMessage,
  parseInbound,
  type SubscribeMessage,
} from './frames/inbound.js';
export {
  cacheMiss,
  clientEvent,
  connectionEstablished,
  errorFrame,
  memberAdded,
  memberRemoved,
  ping,
  pong,
  presenceSucceeded,
  publishedEvent,
  signinSuccess,
  subscriptionCount,
  subscriptionError,
  subscriptionSucceeded,
  type WatchlistEvent,
  watchlistEvents,
} from './frames/outbound.js';
export { maxHeaderBytes, textFrame } from './frames/text-frame.js';
export { type ChannelInfo, checkInfo, type InfoAttribute, parseInfo } from './http/channel-info.js';
export { type PublishLimits, type PublishRequest, parseBatch, parsePublish } from './http/publish-request.js';
export { encodeJson, isRecord } from './json.js';
export { limits } from './limits.js';
export { parseProtocolVersion } from './protocol-version.js';
export { type ChannelClaim, channelText, verifyChannel } from './signatures/channel.js';
export { type Credential, equalConstantTime, hmacSha256, md5, verifyAuth } from './signatures/hmac.js';
export {
  parseParameters,
  type SignedRequest,
  signablePaths,
  signableQuery,
  timestampTolerance,
  verifyRequest,
} from './signatures/http-request.js';
export { type UserClaim, userText, verifyUser } from './signatures/user.js';
export { createSocketId, isSocketId } from './socket-id.js';
export { createMember, type Member } from './users/member.js';
export { checkMemberSize, parsePresenceData } from './users/presence-data.js';
export { parseUserData, type User } from './users/user-data.js';
export type { WebhookEvent, WebhookEventName } from './webhooks/webhook-event.js';
