import type { DashboardSpec } from '../../dashboard.js';
import {
  activeChannels,
  channelsByApp,
  channelsByNode,
  channelsByType,
  presenceEvents,
  presenceMembers,
  subscriptionAuthFailureRate,
  subscriptionChurn,
  subscriptionFailures,
  subscriptionRate,
} from '../../panels/realtime/channels.js';
import {
  broadcastRate,
  fanOutFactor,
  fanOutLatency,
  fanOutQuantiles,
  publishesBySource,
  publishRateByApp,
  recipients,
} from '../../panels/realtime/fan-out.js';

export const channels: DashboardSpec = {
  name: 'channels',
  title: 'Shoal / Channels and fan-out',
  description:
    'Channels, subscriptions and presence, and how fast what is published reaches its subscribers.',
  variables: ['app', 'instance'],
  rows: [
    {
      title: 'Channels',
      lines: [
        [activeChannels, channelsByType],
        [channelsByApp, channelsByNode],
      ],
    },
    {
      title: 'Subscriptions',
      lines: [
        [subscriptionRate, subscriptionChurn],
        [subscriptionFailures, subscriptionAuthFailureRate],
      ],
    },
    { title: 'Presence', lines: [[presenceMembers, presenceEvents]] },
    {
      title: 'Publishing and fan-out',
      lines: [
        [publishRateByApp, publishesBySource, broadcastRate],
        [fanOutLatency, fanOutQuantiles],
        [fanOutFactor, recipients],
      ],
    },
  ],
};
