import type { LeaveReply, Transition } from '../cluster/channel-store.js';
import type { Observer, PresenceEvent } from '../observer/observer.js';
import type { MemberLists } from '../presence/member-lists.js';
import type { WebhookSink } from '../webhook/webhook-sink.js';
import type { Channel } from './channel.js';
import type { ChannelRegistry } from './channel-registry.js';
import type { SubscriptionCounts } from './subscription-counts.js';

export interface TransitionParts {
  readonly channels: ChannelRegistry;
  readonly lists: MemberLists;
  readonly counts: SubscriptionCounts;
  readonly webhookSink: WebhookSink;
  readonly observer: Observer;
}

/** What follows from a transition: the store's reply drives the frames, the hints, the counts and the webhooks. */
export class Transitions {
  private readonly parts: TransitionParts;

  constructor(parts: TransitionParts) {
    this.parts = parts;
  }

  apply(channel: Channel, { update, transition }: LeaveReply): void {
    const { channels, lists, counts, observer } = this.parts;
    if (transition.member !== undefined) {
      observer.presenceChanged(channel.appId, presenceEvents[transition.member]);
    }
    if (update !== undefined) {
      // A channel that was left meanwhile has nobody here to tell; other nodes still have to look.
      if (channels.has(channel)) lists.apply(channel, update);
      if (transition.member !== undefined) lists.hint(channel, update);
    }
    this.record(transition);
    counts.changed(channel, transition.subscriptions);
  }

  private record({ records }: Transition): void {
    if (records.length > 0) this.parts.webhookSink.record(records);
  }
}

const presenceEvents: Record<NonNullable<Transition['member']>, PresenceEvent> = {
  added: 'join',
  removed: 'leave',
  updated: 'update',
};
