import type { MaybePromise } from '../maybe-promise.js';

/**
 * Port: signed-in users over all nodes, and who watches whom. Statements are absolute for this node, as in
 * ChannelStore. While the store is away sign-ins answer from what this node knows and are stated later; queries
 * reject with PusherError `backend`.
 */
export interface UserStore {
  start(host: UserStoreHost): MaybePromise<void>;
  /** A connection of the user signed in; `sockets` counts the user's connections on this node. */
  signIn(user: UserStatement): MaybePromise<SignInReply>;
  /** A connection of the user is gone; `sockets` may be 0. */
  signOut(user: UserStatement): MaybePromise<SignOutReply>;
  /** The user's connections on all nodes. */
  countSockets(appId: string, userId: string): MaybePromise<number>;
}

export interface UserStoreHost {
  /** Somebody that this node's users watch came or went on another node. */
  statusChanged(appId: string, status: UserStatus): void;
}

export interface UserStatement {
  readonly appId: string;
  readonly userId: string;
  readonly sockets: number;
  /** Everybody whom the user's connections on this node watch. */
  readonly watchlist: readonly string[];
}

export interface SignInReply {
  readonly cameOnline: boolean;
  /** Of the watchlist, those who are online. */
  readonly online: ReadonlySet<string>;
  /** Users who watch this one. */
  readonly watchers: readonly string[];
}

export interface SignOutReply {
  readonly wentOffline: boolean;
  readonly watchers: readonly string[];
}

export interface UserStatus {
  readonly userId: string;
  readonly online: boolean;
}
