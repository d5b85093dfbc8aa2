import type { MaybePromise } from '../maybe-promise.js';
import type { ChannelRef } from './channel-store.js';
import type { UserStatus } from './user-store.js';

/**
 * Port: carries batches and hints between nodes, nothing else. It never carries member events: a hint says that
 * a list has changed, and each node reads what changed from the store.
 *
 * Batches of one channel from one node arrive in order and at most once; a lost one is counted. This node's own
 * batches never come back to it. `publish`, `hint` and `unsubscribe` never throw and never wait.
 */
export interface Adapter {
  /** False when there is no other node to reach: nothing is published then. */
  readonly isRemote: boolean;
  start(receiver: AdapterReceiver): MaybePromise<void>;
  /**
   * Listen to a channel; resolves when nothing that is published from then on will be missed. While the bus is
   * away it resolves at once and is repeated when the bus is back.
   */
  subscribe(channel: ChannelRef): MaybePromise<void>;
  unsubscribe(channel: ChannelRef): void;
  /** Whether a batch can be carried, or kept until the bus is back. False: refuse the publish, say `backend`. */
  accepts(): boolean;
  publish(batch: Batch): void;
  hint(channel: ChannelRef, version: number): void;
  /** To every node that listens to a user's channel. Rejects with PusherError `backend` while the bus is away. */
  control(userChannel: ChannelRef, message: ControlMessage): MaybePromise<void>;
  isConnected(): boolean;
}

export interface AdapterReceiver {
  deliver(batch: Batch): void;
  look(channel: ChannelRef, version: number): void;
  control(userChannel: ChannelRef, message: ControlMessage): void;
  /** Hints may have been lost: every list and status is to be compared. */
  reconnected(): void;
}

/** What one channel got in one tick, as WebSocket frames. */
export interface Batch {
  readonly channel: ChannelRef;
  readonly frames: Buffer;
  readonly messages: number;
  /**
   * Monotonic milliseconds of the acceptance of its oldest message, by the clock of the node that has the batch: the
   * bus carries its age. Never in the future.
   */
  readonly acceptedAt: number;
  /** Frames that one socket must not get; in the order of their offsets. */
  readonly exclusions: readonly Exclusion[];
  /** On cache channels: the frames that were remembered there, in order. */
  readonly cached?: readonly CachedFrame[];
}

/** Bytes `offset` to `offset + length` of a batch. */
export interface Exclusion {
  readonly offset: number;
  readonly length: number;
  readonly socketId: string;
}

/** A frame that is also in the cache, under the same id. */
export interface CachedFrame {
  readonly offset: number;
  readonly length: number;
  readonly id: string;
}

export type ControlMessage =
  | { readonly kind: 'close_connections'; readonly error: 'terminated' | 'reconnect' }
  | { readonly kind: 'user_status'; readonly status: UserStatus };
