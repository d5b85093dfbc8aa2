import type { Member, WebhookEventName } from '@shoal/protocol';
import type { MaybePromise } from '../maybe-promise.js';
import type { WebhookRecord } from '../webhook/webhook-sink.js';

/**
 * Port: who is in which channel, over all nodes.
 *
 * Every method states this node's own part in absolute terms (how many of its sockets are in the channel, which
 * of its users are), so saying it twice changes nothing. Each is one atomic transition; the reply says what
 * changed, and commands about one channel are answered in the order they were sent.
 *
 * While the store is away: `join` without a member resolves at once and is stated again later; with a member it
 * is held until the store is back, or until `isWanted()` turns false; `leave` and `setCount` are stated later;
 * the queries reject with PusherError `backend`.
 */
export interface ChannelStore {
  /** Called once, before anything else. */
  start(host: ChannelStoreHost): MaybePromise<void>;
  /**
   * The node stops: facts that wait for the end of a grace are recorded now, for they would end with the process.
   * Absent from a store that outlives its nodes.
   */
  stop?(): void;

  /** This node's sockets 0 -> 1 on a channel, or the first socket of a user on a presence channel. */
  join(request: JoinRequest): MaybePromise<JoinReply>;
  /**
   * This node's sockets 1 -> 0, or the last socket of a user. It never takes the node in: in a channel that the
   * node is not in (its join was refused or dropped) the count means nothing.
   */
  leave(request: LeaveRequest): MaybePromise<LeaveReply>;
  /**
   * n -> m with both above 0; may be written late (50 ms) and drops behind any later statement. Ignored for a
   * channel that this node was not stated to be in, or has left.
   * @returns subscriptions over all nodes
   */
  setCount(channel: ChannelRef, count: number): MaybePromise<number>;

  /** What happened to the member list after `told`; all of it when the log does not reach back that far. */
  catchUp(channel: ChannelRef, told: Stamp | undefined): MaybePromise<MemberUpdate>;

  /** Occupied channels whose name begins with `prefix`, in pages; user channels are not among them. */
  list(appId: string, prefix: string): AsyncIterable<readonly ChannelSummary[]>;
  find(channel: ChannelRef): MaybePromise<ChannelSummary>;
  /** Members of a presence channel; those in grace are not among them. */
  members(channel: ChannelRef): MaybePromise<readonly Member[]>;
}

/** What the store asks of the node. */
export interface ChannelStoreHost {
  /** A list changed without this node asking (grace ended, a node was swept): catch up. */
  look(channel: ChannelRef): void;
  /** Facts of transitions that nobody asked for, for this node to pass on. Not of a store that passes facts on itself. */
  recorded(records: readonly WebhookRecord[]): void;
  /** Members whose grace ended, claimed by this node: it counts them, the lists are caught up by `look`. */
  departed(channel: ChannelRef, members: number): void;
  /** Members of this node that were counted as departed while it could not be heard, and are there again. */
  arrived(channel: ChannelRef, members: number): void;
  /** All that this node holds, or what it holds of one channel, to be stated again in a new epoch. */
  held(only?: ChannelRef): Iterable<HeldChannel>;
}

export interface ChannelRef {
  readonly appId: string;
  readonly name: string;
}

/** A point in the history of a channel's list. Versions of different epochs say nothing about order. */
export interface Stamp {
  readonly epoch: string;
  readonly version: number;
}

export interface JoinRequest {
  readonly channel: ChannelRef;
  /** This node's sockets in the channel, the joining one included. */
  readonly count: number;
  readonly member?: JoiningMember;
  /** The reply is told from here on; absent when this node has told nobody yet. */
  readonly told?: Stamp;
  readonly wants: ReadonlySet<WebhookEventName>;
  /** False once the connection that asked is gone: a held join is then dropped. */
  isWanted(): boolean;
}

export interface JoiningMember {
  readonly member: Member;
  /** Members over all nodes, the joining one included. Those in grace are not counted: they hold no place. */
  readonly limit: number;
}

export type JoinReply =
  | { readonly refused: 'full' | 'unwanted' }
  | { readonly refused?: undefined; readonly update?: MemberUpdate; readonly transition: Transition };

export interface LeaveRequest {
  readonly channel: ChannelRef;
  /** This node's sockets that are left in the channel. */
  readonly count: number;
  /** Key of the user whose last socket on this node is gone. */
  readonly memberKey?: string;
  readonly told?: Stamp;
  readonly wants: ReadonlySet<WebhookEventName>;
  /** A drained user is expected back on another node and gets the longer grace. */
  readonly cause: LeaveCause;
}

export type LeaveCause = 'left' | 'drained';

export interface LeaveReply {
  readonly update?: MemberUpdate;
  readonly transition: Transition;
}

export interface Transition {
  /** Subscriptions over all nodes. */
  readonly subscriptions: number;
  /**
   * Whether the lists of all nodes changed: the user came, went, or came back within its grace with other
   * user_info (`updated`; the lists show it as removed and added).
   */
  readonly member?: 'added' | 'removed' | 'updated';
  /** Facts that the transition made, for this node to pass on; none from a store that passes facts on itself. */
  readonly records: readonly WebhookRecord[];
}

export type MemberUpdate =
  /** In order, all after the told stamp. */
  | { readonly kind: 'changes'; readonly stamp: Stamp; readonly changes: readonly MemberChange[] }
  /**
   * Everything. The map may be the store's own: it is only ever changed by the changes that the same store
   * reports, so applying them to it again is harmless.
   */
  | {
      readonly kind: 'members';
      readonly stamp: Stamp;
      readonly members: Map<string, Member>;
      /**
       * The store has lost what it knew and is being told again: who is missing may only not have been stated yet.
       * The store asks to look once more when all who live have had the time.
       */
      readonly isPartial?: boolean;
    };

export interface MemberChange {
  readonly kind: 'added' | 'removed';
  readonly version: number;
  readonly member: Member;
}

export interface ChannelSummary {
  readonly name: string;
  readonly subscriptions: number;
  /** Presence channels only. */
  readonly users?: number;
}

export interface HeldChannel {
  readonly channel: ChannelRef;
  readonly count: number;
  readonly members: readonly Member[];
}
