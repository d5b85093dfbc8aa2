import { type ChannelType, type ErrorKey, type PusherError, parseChannelName } from '@shoal/protocol';
import type { App } from '../app/app.js';
import type { SubscriptionFailure, SubscriptionFailureReason } from '../observer/observer.js';

const reasons: Partial<Record<ErrorKey, SubscriptionFailureReason>> = {
  subscription_unauthorized: 'auth',
  bad_channel_name: 'bad_channel',
  channel_name_too_long: 'bad_channel',
  bad_member: 'bad_member',
  member_too_large: 'limit',
  presence_full: 'over_capacity',
};

/** A failed subscription in the bounded words of metrics. */
export function subscriptionFailure(app: App, channel: string, error: PusherError): SubscriptionFailure {
  return { appId: app.id, type: typeOf(channel, app), reason: reasons[error.key] ?? 'backend' };
}

function typeOf(channel: string, { limits }: App): ChannelType | 'unknown' {
  try {
    return parseChannelName(channel, limits.channelNameLength).type;
  } catch {
    // The name itself was the failure.
    return 'unknown';
  }
}
