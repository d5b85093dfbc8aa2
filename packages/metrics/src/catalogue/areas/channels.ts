import { APP_ID, AUTHORISED_CHANNEL_TYPES, CHANNEL_TYPES, REQUESTED_CHANNEL_TYPES } from '../label-values.js';
import type { Catalogue, LabelSet } from '../metric-definition.js';

export const SUBSCRIPTION_FAILURES = [
  'auth',
  'bad_channel',
  'bad_member',
  'over_capacity',
  'limit',
  'backend',
] as const;
export const PRESENCE_EVENTS = ['join', 'leave', 'update'] as const;

const AUTHORISED: ReadonlySet<string> = new Set(AUTHORISED_CHANNEL_TYPES);
const WITH_MEMBERS: ReadonlySet<string> = new Set(['presence', 'presence_cache']);

function subscriptionFailureHappens({ channel_type = '', reason }: LabelSet): boolean {
  if (channel_type === 'unknown' || channel_type === 'user') return reason === 'bad_channel';
  if (reason === 'auth') return AUTHORISED.has(channel_type);
  if (reason === 'bad_member' || reason === 'over_capacity') return WITH_MEMBERS.has(channel_type);
  return true;
}

export const channelMetrics = {
  active_channels: {
    type: 'gauge',
    labels: { app_id: APP_ID, channel_type: { values: CHANNEL_TYPES } },
    seed: 'seed1',
    help: 'Channels with a subscriber on this node; a channel counts on every node that has one. Channels of signed-in users do not count.',
  },
  channels_per_app: {
    type: 'gauge',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'The sum of active_channels over the types, on this node.',
  },
  cluster_active_channels: {
    type: 'gauge',
    labels: { app_id: APP_ID },
    seed: 'ours',
    help: 'Channels with a subscriber anywhere in the cluster, read every few seconds; absent while Redis is away. Every server tells the same number: use max, not sum.',
  },
  channel_subscriptions_total: {
    type: 'counter',
    labels: { app_id: APP_ID, channel_type: { values: CHANNEL_TYPES } },
    seed: 'seed1',
    help: 'Subscriptions that succeeded.',
  },
  channel_unsubscriptions_total: {
    type: 'counter',
    labels: { app_id: APP_ID, channel_type: { values: CHANNEL_TYPES } },
    seed: 'seed1',
    help: 'Subscriptions that ended, by request or with their connection.',
  },
  subscription_failures_total: {
    type: 'counter',
    labels: {
      app_id: APP_ID,
      channel_type: { values: REQUESTED_CHANNEL_TYPES },
      reason: { values: SUBSCRIPTION_FAILURES },
    },
    seed: 'seed2',
    help: 'Subscriptions that were refused.',
    happens: subscriptionFailureHappens,
  },
  subscription_auth_failures_total: {
    type: 'counter',
    labels: { app_id: APP_ID, channel_type: { values: AUTHORISED_CHANNEL_TYPES } },
    seed: 'seed2',
    help: 'Subscriptions that were refused because the signature was missing or wrong; also in subscription_failures_total.',
  },
  presence_members: {
    type: 'gauge',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'Members of presence channels who have a connection on this node, one for each user and channel.',
  },
  cluster_presence_members: {
    type: 'gauge',
    labels: { app_id: APP_ID },
    seed: 'ours',
    help: 'Members of presence channels anywhere in the cluster, read every few seconds; absent while Redis is away. Every server tells the same number: use max, not sum.',
  },
  presence_events_total: {
    type: 'counter',
    labels: { app_id: APP_ID, event: { values: PRESENCE_EVENTS } },
    seed: 'seed1',
    help: 'Members who joined, left or changed, each counted by one node.',
  },
} as const satisfies Catalogue;

export type SubscriptionFailureReason = (typeof SUBSCRIPTION_FAILURES)[number];
export type PresenceEvent = (typeof PRESENCE_EVENTS)[number];
