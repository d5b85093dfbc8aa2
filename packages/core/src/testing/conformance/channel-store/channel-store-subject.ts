import type { ChannelStore, ChannelStoreHost } from '../../../cluster/channel-store.js';
import type { Grace } from '../../../local/local-channel-store.js';
import type { MaybePromise } from '../../../maybe-promise.js';
import type { Passage } from '../passage.js';

/** An implementation of ChannelStore that is held to the port's promises. */
export interface ChannelStoreSubject {
  readonly name: string;
  /** Whether several nodes can share its state. With `one`, what several nodes promise is not declared. */
  readonly nodes: 'one' | 'several';
  /** Whether the shared state can be cut off. If not, what holds meanwhile is not declared. */
  readonly canBeAway: boolean;
  readonly passage: Passage;
  /** A fresh, empty state. */
  create(grace: Grace): MaybePromise<ChannelStoreCluster>;
}

/** Nodes that share one state. */
export interface ChannelStoreCluster extends AsyncDisposable {
  /** One more node's store, started for this host. */
  addNode(host: ChannelStoreHost): MaybePromise<ChannelStore>;
  /** Cuts the nodes off from the shared state until the returned object is disposed of. */
  outage?(): MaybePromise<AsyncDisposable>;
}

export const noGrace: Grace = { frames: 0, webhooks: 0, drain: 0 };
