import type { ChannelName, Member } from '@shoal/protocol';
import type { App } from '../app/app.js';
import type { LastEvent } from '../cache/last-event.js';
import type { ChannelRef } from '../cluster/channel-store.js';
import type { PendingMessage } from '../delivery/pending-message.js';
import type { ToldMembers } from '../presence/told-members.js';
import type { Subscription } from './subscription.js';

/** A user's part in a presence channel on this node. */
export interface LocalMember {
  readonly member: Member;
  /** Sockets of the user, joining ones included. */
  sockets: number;
  /** The store was asked to take the user in, so it must be told of the end. */
  isSent: boolean;
  /** The store has taken the user in, and was not told otherwise since. */
  isStated: boolean;
  /** The join on its way. */
  entering: Promise<unknown> | undefined;
}

/** What this node knows of one channel: who listens here, and what is about to be delivered. */
export class Channel implements ChannelRef {
  readonly app: App;
  readonly channelName: ChannelName;
  /** Dense; a subscription knows its place, so leaving costs the same in any channel. */
  readonly listed: Subscription[] = [];
  /** Listed and joining subscriptions: what the store is told. */
  sockets = 0;
  /** The store has taken this node in, and was not told otherwise since. */
  isStated = false;
  /** The number of sockets that the store was told last. */
  statedCount = 0;
  /** The bus brings what other nodes publish. */
  isListening = false;
  /** Presence channels only, by member key. */
  members: Map<string, LocalMember> | undefined = undefined;
  told: ToldMembers | undefined = undefined;
  /** Of hints that came while the first list was on its way, the latest version. */
  hintedVersion = 0;
  pending: PendingMessage[] = [];
  pendingBytes = 0;
  /** The entrance that takes this node in, until the bus and the store have answered. */
  entering: Promise<unknown> | undefined = undefined;
  /** Cache channels only. */
  lastEvent: LastEvent | undefined = undefined;

  constructor(app: App, channelName: ChannelName) {
    this.app = app;
    this.channelName = channelName;
  }

  get appId(): string {
    return this.app.id;
  }

  get name(): string {
    return this.channelName.name;
  }

  /** Flush the channel first: what is pending was published before this subscription. */
  list(subscription: Subscription): void {
    subscription.index = this.listed.push(subscription) - 1;
    subscription.state = 'listed';
  }

  /** Flush the channel first: what is pending is still for this subscription. */
  unlist(subscription: Subscription): void {
    const last = this.listed.pop();
    if (last !== undefined && last !== subscription) {
      this.listed[subscription.index] = last;
      last.index = subscription.index;
    }
    subscription.index = -1;
  }
}
