import type { DropReason, UnreadableKind } from '../catalogue/areas/adapter.js';
import type { DegradedReason } from '../catalogue/areas/node.js';
import type { SubscribableChannelType } from '../catalogue/label-values.js';

/**
 * The live tables of a node, read at each scrape so that no gauge can drift from them. Methods are
 * synchronous and cheap; whoever reads from elsewhere (a cluster) keeps the last answer.
 */
export interface NodeTables {
  health(): NodeHealth;
  /** The apps that have something on this node. An app that is left out counts as having nothing. */
  apps(): Iterable<AppTable>;
  /**
   * The apps that have something anywhere in the cluster; on a single node the same as {@link apps}. Undefined while
   * nobody knows: then no number is told.
   */
  cluster(): Iterable<ClusterAppTable> | undefined;
  /** Nodes that live, this one included; undefined while nobody knows. */
  clusterNodes(): number | undefined;
  /** Of this node in the cluster. */
  membership(): MembershipTable;
  adapterConnected(): boolean;
  /** Messages to other nodes; those that were dropped only grow. All 0 on the local adapter. */
  outgoing(): OutgoingTable;
  /** What came from other nodes, so far. It only grows; all 0 on the local adapter. */
  incoming(): IncomingTable;
  /** Values of other nodes that this one could not read, so far. They only grow; all 0 on the local adapter. */
  unreadableValues(): Readonly<Record<UnreadableKind, number>>;
  /** Estimated memory of the last events of cache channels that are in this process. */
  cacheBytes(): number;
  /**
   * Estimated memory of the answers to publishes with an idempotency key; undefined when they are kept elsewhere, 0 when
   * keys are ignored.
   */
  idempotencyBytes(): number | undefined;
}

export interface OutgoingTable {
  /** Not passed on for certain. */
  readonly waiting: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

export interface IncomingTable {
  /** Came a second time, and were left out. */
  readonly duplicates: number;
  /** Times that something was missing before what came. */
  readonly gaps: number;
  /** Times that everything was subscribed again after an interruption. */
  readonly reconnections: number;
}

export interface MembershipTable {
  /** Milliseconds since the node's lease was last known to be renewed; undefined before it had one. */
  readonly leaseAge: number | undefined;
  /** Connections of dead nodes that this one took out. It only grows. */
  readonly sweptConnections: number;
}

export interface NodeHealth {
  readonly ready: boolean;
  readonly draining: boolean;
  /** Empty when all is well. */
  readonly degraded: readonly DegradedReason[];
}

/** What one app has on this node. */
export interface AppTable {
  readonly appId: string;
  /** Open WebSocket connections. */
  readonly connections: number;
  /** Occupied channels by type; a type that is left out has none. */
  readonly channels: Readonly<Partial<Record<SubscribableChannelType, number>>>;
  /** Users in presence channels, one for each user and channel. */
  readonly presenceMembers: number;
  /** Bytes queued for sockets that have not taken them yet. */
  readonly sendBufferBytes: number;
  /** How many connections the app may have; absent when it may have any number. */
  readonly connectionQuota?: number;
}

/** What one app has in the whole cluster. */
export interface ClusterAppTable {
  readonly appId: string;
  readonly channels: number;
  readonly presenceMembers: number;
}
